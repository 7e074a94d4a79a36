using System.Net;

using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Servers;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Pages;

/// <summary>The list, one server's page, and everything that can be done there.</summary>
public sealed class ServerPagesTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task Dashboard_says_what_to_do_first_and_then_what_there_is(DatabaseKind kind)
    {
        var world = await PageWorld.OpenAsync(portals, kind);
        var empty = await world.Browser.GetAsync(world.Project);
        Assert.Equal(3, empty.Document.QuerySelectorAll(".todo > li").Length);
        Assert.Contains("€50.00", empty.Text(".todo"), StringComparison.Ordinal);

        await world.Customer.Api.ServerAsync("web-1");
        var full = await world.Browser.GetAsync(world.Project);
        Assert.Empty(full.Document.QuerySelectorAll(".todo"));
        Assert.Contains("web-1", full.Text(".rows"), StringComparison.Ordinal);
        Assert.Contains("Running", full.Text(".rows"), StringComparison.Ordinal);
        Assert.Equal(4, full.Document.QuerySelectorAll(".figure-card").Length);

        var member = new PageWorld(world.Portal, world.Customer, await world.Portal.BrowserAsync(world.Customer.Id, MemberRole.Member), world.ProjectId);
        Assert.Single((await member.Browser.GetAsync(member.Project)).Document.QuerySelectorAll(".figure-card"));
    }

    [Theory, OnBothDatabases]
    public async Task Servers_are_found_by_name_address_state_and_label(DatabaseKind kind)
    {
        var world = await PageWorld.OpenAsync(portals, kind);
        await world.Customer.Api.ServerAsync("web-1", new { env = "prod" });
        await world.Customer.Api.ServerAsync("db-1", new { env = "test" });

        Assert.Equal("db-1 web-1", await NamesAsync(world, ""));
        Assert.Equal("web-1", await NamesAsync(world, "?q=WEB"));
        Assert.Equal("db-1", await NamesAsync(world, "?label=env%3Dtest"));
        Assert.Equal("db-1 web-1", await NamesAsync(world, "?state=running"));
        Assert.Equal("", await NamesAsync(world, "?state=off"));
        Assert.Equal("db-1 web-1", await NamesAsync(world, "?state=nonsense&page=0"));
        Assert.Contains("Label:", (await world.Browser.GetAsync(world.Project + "/servers?label=%3D%3D")).Message("label"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_servers_are_acted_on_at_once_and_deleted_after_a_second_look()
    {
        var world = await PageWorld.OpenAsync(portals, DatabaseKind.Sqlite);
        var first = await world.Customer.Api.ServerAsync("web-1");
        var second = await world.Customer.Api.ServerAsync("web-2");
        var other = await (await PageWorld.OpenAsync(portals, DatabaseKind.Sqlite)).Customer.Api.ServerAsync("theirs");
        var list = world.Project + "/servers";
        await world.Browser.GetAsync(list);
        (string, string)[] all = [("Ids", Id(first)), ("Ids", Id(second)), ("Ids", Id(other))];

        Assert.Equal(list, (await world.Browser.PostAsync(list + "/bulk", [.. all, ("Act", "PowerOff")])).Location);
        await Wait.UntilAsync("both are off", async () => await NamesAsync(world, "?state=off") == "web-1 web-2");
        Assert.Equal(list + "/delete", (await world.Browser.PostAsync(list + "/bulk", [.. all, ("Act", "Delete")])).Location);
        var asked = await world.Browser.GetAsync($"{list}/delete?id={first}&id={second}&id={other}");
        Assert.Contains("web-1", asked.Text(".doomed"), StringComparison.Ordinal);
        Assert.DoesNotContain("theirs", asked.Text(".doomed"), StringComparison.Ordinal);
        Assert.Contains("Type exactly", (await world.Browser.PostAsync(list + "/delete", [.. all, ("Confirm", "yes")])).Message("Confirm"), StringComparison.Ordinal);
        Assert.Equal(2, await world.ServersAsync());

        Assert.Equal(list, (await world.Browser.PostAsync(list + "/delete", [.. all, ("Confirm", "default")])).Location);
        await Wait.UntilAsync("both are gone", async () => await world.ServersAsync() == 0);
        Assert.Equal(list, (await world.Browser.PostAsync(list + "/bulk", ("Act", "Reboot"))).Location);
        Assert.Equal(list, (await world.Browser.PostAsync(list + "/bulk", ("Ids", Id(first)), ("Act", "Format"))).Location);
    }

    [Theory, OnBothDatabases]
    public async Task Every_act_of_the_page_is_done_and_stands_in_the_history(DatabaseKind kind)
    {
        var world = await PageWorld.OpenAsync(portals, kind);
        var id = await world.Customer.Api.ServerAsync("web-1");
        var server = FormattableString.Invariant($"{world.Project}/servers/{id}");
        await world.Browser.GetAsync(server);
        foreach (var (act, after) in (ValueTuple<string, string>[])[("Reboot", "running"), ("Shutdown", "off"), ("PowerOn", "running"), ("Reset", "running"), ("PowerOff", "off")])
        {
            Assert.Equal((act, server), (act, (await world.Browser.PostAsync(server + "/power", ("Act", act))).Location));
            await SettledAsync(world, id, after);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await world.Browser.PostAsync(server + "/power", ("Act", "Explode"))).Status);
        var shown = await world.Browser.PostAsync(server + "/password");
        Assert.True(shown.Text("#secret").Length >= 16);
        await SettledAsync(world, id, "off");

        await world.Browser.PostAsync(server + "/edit", ("Name", "web-9"), ("Labels", "a=b"));
        await world.Browser.PostAsync(server + "/protection", ("Delete", "true"));
        var page = await world.Browser.GetAsync(server);
        Assert.Equal("web-9", page.Text("h1"));
        Assert.Contains("Protected", page.Text(".title-state"), StringComparison.Ordinal);
        Assert.Contains("New root password", page.Text(".history"), StringComparison.Ordinal);
        Assert.Contains("Protection changed", page.Text(".history"), StringComparison.Ordinal);
        Assert.Contains("€0.0", page.Text(".facts .big"), StringComparison.Ordinal);

        Assert.Contains("protected", (await world.Browser.PostAsync(server + "/delete", ("Confirm", "web-9"))).Message("Confirm"), StringComparison.Ordinal);
        await world.Browser.PostAsync(server + "/protection");
        Assert.Contains("Type exactly", (await world.Browser.PostAsync(server + "/delete", ("Confirm", "web-1"))).Message("Confirm"), StringComparison.Ordinal);
        Assert.Equal(server, (await world.Browser.PostAsync(server + "/delete", ("Confirm", "web-9"))).Location);
        await Wait.UntilAsync("it is gone", async () => await world.ServersAsync() == 0);
        var gone = await world.Browser.GetAsync(server);
        Assert.Equal((HttpStatusCode.NotFound, "The server is deleted"), (gone.Status, gone.Text("h2")));
        Assert.DoesNotContain("deleted", (await world.Browser.GetAsync(server + "0")).Text("main"), StringComparison.Ordinal);
        Assert.Equal(286, (int)(await LivingAsync(world, server)).Status);
    }

    [Fact]
    public async Task A_resize_shows_the_new_price_and_happens_once()
    {
        var world = await PageWorld.OpenAsync(portals, DatabaseKind.Sqlite);
        var id = await world.Customer.Api.ServerAsync("web-1");
        var server = FormattableString.Invariant($"{world.Project}/servers/{id}");
        var sent = await world.Browser.Client.GetAsync(new Uri(server + "/resize", UriKind.Relative), TestApi.Stop);
        var address = sent.Headers.Location!.OriginalString;
        var page = await world.Browser.GetAsync(address);
        var larger = page.Document.QuerySelector(".plan input:not([disabled])")!.GetAttribute("value")!;
        Assert.All(page.Document.QuerySelectorAll(".plan"), plan => Assert.Contains("€", plan.TextContent, StringComparison.Ordinal));
        Assert.Contains("Choose", (await world.Browser.PostAsync(address, ("Once", address[^32..]))).Message("Type"), StringComparison.Ordinal);

        (string, string)[] form = [("Once", address[^32..]), ("Type", larger)];
        Assert.Equal(server, (await world.Browser.PostAsync(address, form)).Location);
        Assert.Equal(server, (await world.Browser.PostAsync(address, form)).Location);
        await SettledAsync(world, id, "running");
        Assert.Contains(larger, (await world.Browser.GetAsync(server)).Text(".facts"), StringComparison.Ordinal);
        var actions = (await world.Customer.Api.GetAsync($"servers/{id}/actions")).Body!["actions"]!.AsArray();
        Assert.Single(actions, action => action!["command"]!.GetValue<string>() == "change_server_type");
    }

    [Fact]
    public async Task A_rebuild_wants_the_name_and_says_what_is_lost()
    {
        var world = await PageWorld.OpenAsync(portals, DatabaseKind.Sqlite);
        var id = await world.Customer.Api.ServerAsync("web-1");
        var server = FormattableString.Invariant($"{world.Project}/servers/{id}");
        Assert.Contains("lost", (await world.Browser.GetAsync(server + "/rebuild")).Text(".notice"), StringComparison.Ordinal);
        Assert.Contains("Type exactly", (await world.Browser.PostAsync(server + "/rebuild", ("Image", "debian-12"), ("Confirm", ""))).Message("Confirm"), StringComparison.Ordinal);
        Assert.NotEqual("", (await world.Browser.PostAsync(server + "/rebuild", ("Image", "dos"), ("Confirm", "web-1"))).Message("Image"));
        var rebuilt = await world.Browser.PostAsync(
            server + "/rebuild", ("Image", "debian-12"), ("Confirm", "web-1"), ("UserData", "#!/bin/sh\r\necho hello\r\n"));
        Assert.True(rebuilt.Text("#secret").Length >= 16);
        Assert.Equal("#!/bin/sh\necho hello\n", await world.Portal.AsWorkerAsync<ProvisioningDb, string?>(db =>
            db.Reachable<Server>().Where(row => row.Id == id).Select(row => row.UserData).SingleAsync()));
        await SettledAsync(world, id, "running");
    }

    [Fact]
    public async Task A_busy_server_refuses_in_words_and_the_page_reloads_without_scripts()
    {
        var world = await PageWorld.OpenAsync(portals, DatabaseKind.Sqlite);
        world.Portal.Hypervisor.BootTime = TimeSpan.FromSeconds(3);
        try
        {
            var address = await world.OrderPageAsync();
            await world.OrderAsync(address);
            var server = (await world.OrderAsync(address)).Location!;
            var page = await world.Browser.GetAsync(server);
            Assert.NotNull(page.Document.QuerySelector("noscript"));
            Assert.Contains("Create", page.Text(".progress-card"), StringComparison.Ordinal);
            Assert.Contains("every 2s", page.Document.QuerySelector("#live")!.GetAttribute("hx-trigger"), StringComparison.Ordinal);
            Assert.Equal(server, (await world.Browser.PostAsync(server + "/power", ("Act", "Reboot"))).Location);
            Assert.Contains("busy", (await world.Browser.GetAsync(server + "?refused=locked")).Text("[role=alert]"), StringComparison.Ordinal);
        }
        finally
        {
            world.Portal.Hypervisor.BootTime = TimeSpan.Zero;
        }
    }

    private static string Id(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string> NamesAsync(PageWorld world, string query) =>
        (await world.Browser.GetAsync(world.Project + "/servers" + query)).Text(".rows tbody th");

    private static async Task<(HttpStatusCode Status, string Body)> LivingAsync(PageWorld world, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("HX-Request", "true");
        var answer = await world.Browser.Client.SendAsync(request, TestApi.Stop);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestApi.Stop));
    }

    private static Task SettledAsync(PageWorld world, long id, string status) => Wait.UntilAsync($"the server is {status}", async () =>
    {
        var server = (await world.Customer.Api.GetAsync($"servers/{id}")).Body!["server"]!;
        return server["status"]!.GetValue<string>() == status && !server["locked"]!.GetValue<bool>();
    });
}
