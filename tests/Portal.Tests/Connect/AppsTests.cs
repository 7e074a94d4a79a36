using System.Net;

using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Connect;

/// <summary>The list of programs that a person let in, and the way out for each.</summary>
public sealed class AppsTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task App_that_is_shown_the_door_is_out_at_once_and_must_ask_again(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        var visitor = new Visitor(portal, await portal.PersonAsync(customer.Id));
        Assert.Contains("You have let no app in", (await visitor.Browser.GetAsync("/account/apps")).Text, StringComparison.Ordinal);
        var client = await Client.RegisterAsync(portal);
        var tokens = await client.CodeAsync(await visitor.AllowAsync(client.Ask()));
        var api = new TestApi(portal.Client(tokens["access_token"]!.GetValue<string>()));
        Assert.Equal(200, (await api.GetAsync("servers")).StatusCode);

        var page = await visitor.Browser.GetAsync("/account/apps");
        Assert.Contains("Dashboard", page.Text, StringComparison.Ordinal);
        Assert.Contains("ordering, changing and deleting servers", page.Text, StringComparison.Ordinal);
        Assert.Contains($"In {customer.Name}: default.", page.Text, StringComparison.Ordinal);
        var door = page.Document.QuerySelector("form[action$='/revoke']")!.GetAttribute("action")!;

        // Somebody else's door is no door.
        var stranger = await portal.BrowserAsync(null);
        await stranger.GetAsync("/account/apps");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync(door)).Status);
        Assert.Equal(200, (await api.GetAsync("servers")).StatusCode);

        await visitor.Browser.GetAsync("/account/apps");
        Assert.Equal("/account/apps", (await visitor.Browser.PostAsync(door)).Location);
        Assert.Equal(401, (await api.GetAsync("servers")).StatusCode);
        Assert.Equal("invalid_grant", (await client.RefreshAsync(tokens))["error"]?.GetValue<string>());
        Assert.DoesNotContain("Dashboard", (await visitor.Browser.GetAsync("/account/apps")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Browser.PostAsync(door)).Status);
        Assert.NotNull((await visitor.GoAsync(client.Ask())).Document);
    }

    [Fact]
    public async Task Project_that_is_no_longer_the_persons_is_said_to_be_gone()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var customer = await portal.CustomerAsync(credit: "0");
        var person = await portal.PersonAsync(customer.Id, MemberRole.Member);
        var visitor = new Visitor(portal, person);
        var client = await Client.RegisterAsync(portal);
        await visitor.AllowAsync(client.Ask());
        await portal.AsWorkerAsync<IdentityDb, int>(db =>
            db.Reachable<Member>().Where(seat => seat.UserId == person.UserId).ExecuteDeleteAsync(TestApi.Stop));
        Assert.Contains("no longer yours", (await visitor.Browser.GetAsync("/account/apps")).Text, StringComparison.Ordinal);
    }
}
