using System.Net;

using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

namespace Hostelry.Portal.Tests.Health;

public sealed class ReadyTests
{
    [Fact]
    public async Task Database_that_is_away_is_not_ready_and_no_error()
    {
        await using var portal = await TestPortal.StartAsync(
            DatabaseKind.Postgres, "--ConnectionStrings:Staff=Host=127.0.0.1;Port=1;Database=none;Username=nobody");
        using var client = portal.Client();
        var answer = await client.GetAsync(new Uri("/readyz", UriKind.Relative), TestApi.Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }
}
