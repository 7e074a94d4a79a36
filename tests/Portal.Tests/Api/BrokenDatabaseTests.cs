using System.Net;

using Hostelry.Portal.Tests.Running;

namespace Hostelry.Portal.Tests.Api;

public sealed class BrokenDatabaseTests
{
    [Fact]
    public async Task Database_that_is_away_is_said_in_the_dialect_and_not_as_a_page()
    {
        await using var portal = await TestPortal.StartCutOffAsync("Web");
        using var client = portal.Client(new string('a', 64));

        var answer = await new TestApi(client).GetAsync("servers");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal("unavailable", answer.Code);
    }
}
