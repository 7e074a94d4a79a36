using Hostelry.Portal.Identity;
using Hostelry.Testing.Installations;

using Microsoft.Playwright;

namespace Hostelry.Browser.Tests;

/// <summary>A customer's daily pages on a portal that works (its host is a fake): looked at, and lived through once.</summary>
public sealed class ConsolePagesTests(Chromium chromium) : SiteTests(chromium, works: true)
{
    private const string PublicKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f me@home";

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    public async Task Every_page_of_the_console_fits_and_is_accessible_in_both_themes_at_both_widths(string language)
    {
        var (visitor, organization, project) = await MemberAsync(language);
        await LookEmptyAsync(visitor, language, project, organization);
        await Site.CommandAsync("credit", "grant", "--organization", "Acme", "--amount", "50.00", "--reason", "welcome");

        await visitor.GoAsync(project + "/ssh-keys/new");
        await visitor.SendAsync(("Name", ""), ("PublicKey", "no key"));
        await visitor.LookAsync($"{language}-key-wrong");
        await visitor.SendAsync(("Name", "laptop"), ("PublicKey", PublicKey));
        await visitor.LookAsync($"{language}-keys");

        var server = await OrderAsync(visitor, project, language);
        await LookAtServerAsync(visitor, language, server);
        await visitor.GoAsync(project);
        await visitor.LookAsync($"{language}-dashboard");
        await visitor.GoAsync(project + "/servers");
        await visitor.LookAsync($"{language}-servers");
        await visitor.GoAsync(project + "/servers?q=nothing");
        await visitor.LookAsync($"{language}-servers-none");
        await LookAtTokensAsync(visitor, language, project);
        await visitor.GoAsync(organization + "/invoices/running");
        await visitor.LookAsync($"{language}-running");
        await visitor.GoAsync(organization + "/balance");
        await visitor.LookAsync($"{language}-balance");
        await LastMonth.CloseAsync(Site);
        await visitor.GoAsync(organization + "/invoices");
        await visitor.LookAsync($"{language}-invoices");
        await visitor.LeaveAsync(() => visitor.Page.Locator("tbody th a").First.ClickAsync());
        await visitor.LookAsync($"{language}-invoice");
        visitor.NothingWentWrong();
    }

    [Fact]
    public async Task A_server_is_ordered_watched_resized_and_deleted_and_its_cost_is_seen()
    {
        var (visitor, organization, project) = await MemberAsync("en-US");
        await Site.CommandAsync("credit", "grant", "--organization", "Acme", "--amount", "50.00", "--reason", "welcome");
        await visitor.GoAsync(project + "/ssh-keys/new");
        await visitor.SendAsync(("Name", "laptop"), ("PublicKey", PublicKey));

        // The price follows the choice.
        await visitor.GoAsync(project + "/servers/new?type=ct11");
        var price = visitor.Page.Locator(".summary-price strong");
        var small = await price.TextContentAsync();
        await visitor.Page.Locator(".plan input[type=radio]").Nth(1).CheckAsync();
        await Assertions.Expect(price).Not.ToHaveTextAsync(small!);
        await visitor.Page.Locator(".plan input[type=radio]").First.CheckAsync();
        await Assertions.Expect(price).ToHaveTextAsync(small!);

        // Two clicks, one server; the back button comes to the same form, which has ordered already.
        Site.Hypervisor.BootTime = TimeSpan.FromSeconds(2);
        await visitor.Page.FillAsync("[name=Name]", "web-1");
        await visitor.LeaveAsync(() => visitor.Page.Locator("#order").DblClickAsync());
        var server = new Uri(visitor.Page.Url).AbsolutePath;
        await Assertions.Expect(visitor.Page.Locator(".title-state .state").First).ToHaveTextAsync("Running", Patient);
        Assert.Equal(1, await visitor.Page.Locator(".history li").CountAsync());
        await visitor.Page.GoBackAsync();
        await visitor.Page.FillAsync("[name=Name]", "web-1");
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync("#order"));
        Assert.Equal(server, new Uri(visitor.Page.Url).AbsolutePath);

        // Resize, watch, see the cost.
        await visitor.Page.ClickAsync("#resize");
        await visitor.Page.Locator(".plan input:not([disabled])").First.CheckAsync();
        await visitor.LeaveAsync(() => visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Resize" }).ClickAsync());
        await Assertions.Expect(visitor.Page.Locator(".history li").First).ToContainTextAsync("done", new() { Timeout = 60_000 });
        await Assertions.Expect(visitor.Page.Locator(".facts .big")).ToContainTextAsync("€0.0");

        // Delete: the name is asked for, and the page says when it is gone.
        await visitor.Page.ClickAsync("#delete");
        await visitor.SendAsync(("Confirm", "web-2"));
        Assert.Contains("Type exactly", await visitor.MessageAsync("Confirm"), StringComparison.Ordinal);
        await visitor.SendAsync(("Confirm", "web-1"));
        await Assertions.Expect(visitor.Page.Locator("h2").First).ToHaveTextAsync("The server is deleted", Patient);
        await visitor.GoAsync(organization + "/invoices/running");
        // The hour in which the plan changed is paid once, at the dearer.
        Assert.Equal(1, await visitor.Page.Locator("tbody tr").CountAsync());
        visitor.NothingWentWrong();
    }

    [Fact]
    public async Task A_server_is_ordered_switched_off_and_deleted_without_scripts()
    {
        var (visitor, _, project) = await MemberAsync("en-US", scripts: false);
        await Site.CommandAsync("credit", "grant", "--organization", "Acme", "--amount", "50.00", "--reason", "welcome");
        await visitor.GoAsync(project + "/servers/new");
        await visitor.Page.Locator(".plan input[type=radio]").Nth(1).CheckAsync();
        await visitor.Page.FillAsync("[name=Name]", "web-1");
        var before = await visitor.Page.Locator(".summary-price").TextContentAsync();
        await visitor.LeaveAsync(() => visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show the price" }).ClickAsync());
        Assert.NotEqual(before, await visitor.Page.Locator(".summary-price").TextContentAsync());
        Assert.Equal("web-1", await visitor.Page.InputValueAsync("[name=Name]"));
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync("#order"));
        Assert.True((await visitor.Page.Locator("#secret").TextContentAsync())!.Length >= 16);
        await visitor.LeaveAsync(() => visitor.Main.GetByRole(AriaRole.Link, new() { Name = "I have kept it" }).ClickAsync());
        await Wait.UntilAsync("it runs", async () =>
        {
            await visitor.Page.ReloadAsync();
            return await visitor.Page.Locator(".title-state .state").First.TextContentAsync() == "Running";
        });
        await visitor.GoAsync(project + "/servers");
        await visitor.Page.Locator("[name=Ids]").CheckAsync();
        await visitor.LeaveAsync(() => visitor.Page.Locator("[name=Act][value=Delete]").ClickAsync());
        await visitor.SendAsync(("Confirm", "default"));
        Assert.Contains("Being deleted: 1", await visitor.Page.Locator(".notice").TextContentAsync(), StringComparison.Ordinal);
    }

    private static LocatorAssertionsToHaveTextOptions Patient => new() { Timeout = 60_000 };

    private static async Task LookEmptyAsync(Visitor visitor, string language, string project, string organization)
    {
        foreach (var (page, name) in (ValueTuple<string, string>[])
            [
                (project, "dashboard-empty"), (project + "/servers", "servers-empty"), (project + "/ssh-keys", "keys-empty"),
                (project + "/tokens", "tokens-empty"), (project + "/catalogue", "catalogue"), (organization + "/invoices", "invoices-empty"),
            ])
        {
            Assert.Equal(200, await visitor.GoAsync(page));
            await visitor.LookAsync($"{language}-{name}");
        }

        // No money yet: the refusal stands at the button, and says what to do.
        await visitor.GoAsync(project + "/servers/new");
        await visitor.Page.FillAsync("[name=Name]", "web-1");
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync("#order"));
        await visitor.LookAsync($"{language}-order-refused");
    }

    /// <returns>The server's path.</returns>
    private static async Task<string> OrderAsync(Visitor visitor, string project, string language)
    {
        await visitor.GoAsync(project + "/servers/new");
        await visitor.LookAsync($"{language}-order");
        await visitor.Page.FillAsync("[name=Name]", "web-1");
        await visitor.Page.ClickAsync("main details summary");
        await visitor.Page.FillAsync("[name=Labels]", "env=prod\nteam=shop");
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync("#order"));
        await Assertions.Expect(visitor.Page.Locator(".history .dot.good").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        return new Uri(visitor.Page.Url).AbsolutePath;
    }

    private static async Task LookAtServerAsync(Visitor visitor, string language, string server)
    {
        await visitor.GoAsync(server);
        await visitor.LookAsync($"{language}-server");
        await visitor.Page.ClickAsync("#more");
        await visitor.LookAsync($"{language}-server-menu");
        foreach (var page in (string[])["edit", "resize", "rebuild", "password", "delete"])
        {
            Assert.Equal(200, await visitor.GoAsync($"{server}/{page}"));
            await visitor.LookAsync($"{language}-server-{page}");
        }

        await visitor.SendAsync(("Confirm", "not this one"));
        await visitor.LookAsync($"{language}-server-delete-wrong");
        await visitor.GoAsync(server + "?refused=locked");
        await visitor.LookAsync($"{language}-server-refused");
        var id = server.Split('/')[^1];
        await visitor.GoAsync(server[..server.LastIndexOf('/')] + "/delete?id=" + id);
        await visitor.LookAsync($"{language}-servers-delete");
    }

    private static async Task LookAtTokensAsync(Visitor visitor, string language, string project)
    {
        await visitor.GoAsync(project + "/tokens/new");
        await visitor.LookAsync($"{language}-token-new");
        await visitor.SendAsync(("Name", "backup"));
        await visitor.LookAsync($"{language}-token-shown");
        await visitor.GoAsync(project + "/tokens");
        await visitor.LookAsync($"{language}-tokens");
    }

    private async Task<(Visitor Visitor, string Organization, string Project)> MemberAsync(string language, bool scripts = true)
    {
        var (person, organization, project) = await Site.MemberAsync(MemberRole.Owner);
        var visitor = await VisitAsync(language, scripts);
        await visitor.BecomeAsync(person);
        return (visitor, FormattableString.Invariant($"/organizations/{organization}"), FormattableString.Invariant($"/projects/{project}"));
    }
}
