using System.Net;

using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

namespace Hostelry.Portal.Tests.Health;

public sealed class ReadyTests
{
    [Fact]
    public async Task Database_that_is_away_is_not_ready_and_no_error()
    {
        await using var portal = await TestPortal.StartCutOffAsync("Staff");
        using var client = portal.Client();
        var answer = await client.GetAsync(new Uri("/readyz", UriKind.Relative), TestApi.Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Theory, OnBothDatabases]
    public async Task Seller_in_another_currency_is_ready_once_it_has_published_a_price(DatabaseKind kind)
    {
        await using var portal = await TestPortal.StartSeededAsync(kind, ["seed", "--currency", "USD"]);
        using var client = portal.Client();
        Assert.Contains("price publish", await portal.CommandAsync("seed"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync());
        Assert.Contains("FIX   prices", (await portal.TryCommandAsync("doctor")).Output, StringComparison.Ordinal);

        await portal.CommandAsync("price", "publish", "--type", "ct11", "--location", "local", "--hourly", "0.0033", "--cap", "2.10");

        Assert.Equal(HttpStatusCode.OK, await ReadyAsync());
        Assert.Contains("0.003300000 USD an hour", await portal.CommandAsync("price", "list"), StringComparison.Ordinal);
        await (await portal.CustomerAsync()).Api.ServerAsync("paid-in-dollars");

        async Task<HttpStatusCode> ReadyAsync() =>
            (await client.GetAsync(new Uri("/readyz", UriKind.Relative), TestApi.Stop)).StatusCode;
    }
}
