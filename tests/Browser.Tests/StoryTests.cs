using Hostelry.Billing.Mail;
using Hostelry.Testing.Installations;

using Microsoft.Playwright;

namespace Hostelry.Browser.Tests;

/// <summary>A customer's whole way in one browser: from an address to a paid invoice.</summary>
public sealed class StoryTests(Chromium chromium) : SiteTests(chromium, works: true)
{
    private const string Address = "ada@example.org";
    private const string Password = "correct horse battery";
    private const string PublicKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f ada@home";

    private Visitor Visitor { get; set; } = null!;

    private IPage Page => Visitor.Page;

    [Fact]
    public async Task From_an_address_to_an_invoice_in_one_browser()
    {
        Visitor = await VisitAsync();
        await SignUpAsync();
        var code = await EnrolAsync();
        await ComeBackAsync(code);
        await TopUpAsync();
        await AddKeyAsync();
        var server = await OrderAsync();
        await ResizeAsync();
        await DeleteAsync(server);
        await SeeInvoiceAsync();
        Visitor.NothingWentWrong();
    }

    private async Task SignUpAsync()
    {
        await Visitor.GoAsync("/");
        await Visitor.LeaveAsync(() => Page.ClickAsync("a[href='/sign-up']"));
        await Visitor.SendAsync(("Email", Address));
        await Visitor.GoAsync(MailFolder.PathIn(await MailFolder.WaitAsync(Site.Services, Address, MailKind.ConfirmSignUp)));
        await Visitor.SendAsync(("Organization", "Ada's Engines"), ("Country", "GB"), ("Password", Password));
        await Assertions.Expect(Page.Locator("h1")).ToHaveTextAsync("default");
    }

    /// <returns>A recovery code.</returns>
    private async Task<string> EnrolAsync()
    {
        await Visitor.LeaveAsync(() => Page.ClickAsync(".who .name"));
        await Visitor.LeaveAsync(() => Page.ClickAsync("a[href='/account/second-factor']"));
        await Visitor.SendAsync(("Code", await StaffAccount.CodeAsync(Visitor)));
        var codes = await StaffAccount.RecoveryCodesAsync(Visitor);
        Assert.Equal(10, codes.Count);
        return codes[0];
    }

    private async Task ComeBackAsync(string code)
    {
        await Visitor.LeaveAsync(() => Page.ClickAsync(".who button"));
        await Visitor.SendAsync(("Email", Address), ("Password", Password));
        Assert.Contains("/sign-in/second-factor", Page.Url, StringComparison.Ordinal);
        // The password alone opens nothing.
        await Visitor.GoAsync("/account");
        Assert.Contains("/sign-in", Page.Url, StringComparison.Ordinal);
        await Visitor.GoAsync("/sign-in/second-factor");
        await Visitor.SendAsync(("Code", code));
        await Assertions.Expect(Page.Locator("h1")).ToHaveTextAsync("default");
    }

    /// <summary>Asks how to pay; staff see the money.</summary>
    private async Task TopUpAsync()
    {
        await Visitor.LeaveAsync(() => Page.ClickAsync("main a.btn[href$='/balance']"));
        await Visitor.SendAsync(Visitor.Main.GetByRole(AriaRole.Button, new() { Name = "Show how to pay" }), ("TopUpAmount", "50"));
        await Assertions.Expect(Page.Locator("h1")).ToHaveTextAsync("How to pay €50.00");
        await Site.CommandAsync("credit", "grant", "--organization", "Ada's Engines", "--amount", "50.00", "--reason", "transfer");
    }

    private async Task AddKeyAsync()
    {
        await Visitor.LeaveAsync(() => Page.ClickAsync(".side a[href$='/ssh-keys']"));
        await Visitor.LeaveAsync(() => Page.Locator("main a[href$='/ssh-keys/new']").First.ClickAsync());
        await Visitor.SendAsync(("Name", "laptop"), ("PublicKey", PublicKey));
        await Assertions.Expect(Visitor.Main).ToContainTextAsync("laptop");
    }

    /// <returns>The server's path.</returns>
    private async Task<string> OrderAsync()
    {
        Site.Hypervisor.BootTime = TimeSpan.FromSeconds(1);
        await Visitor.LeaveAsync(() => Page.ClickAsync(".side a[href$='/servers']"));
        await Visitor.LeaveAsync(() => Page.Locator("main a[href$='/servers/new']").First.ClickAsync());
        await Page.FillAsync("[name=Name]", "engine-1");
        await Visitor.LeaveAsync(() => Page.ClickAsync("#order"));
        await Assertions.Expect(Page.Locator(".title-state .state").First).ToHaveTextAsync("Running", Patient);
        await Assertions.Expect(Page.Locator("#ssh")).ToContainTextAsync("ssh root@");
        await Assertions.Expect(Page.Locator(".history li").First).ToContainTextAsync("done", new() { Timeout = 60_000 });
        return new Uri(Page.Url).AbsolutePath;
    }

    private async Task ResizeAsync()
    {
        await Visitor.LeaveAsync(() => Page.ClickAsync("#resize"));
        await Page.Locator(".plan input:not([disabled])").First.CheckAsync();
        await Visitor.LeaveAsync(() => Page.GetByRole(AriaRole.Button, new() { Name = "Resize" }).ClickAsync());
        await Assertions.Expect(Page.Locator(".history li")).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await Assertions.Expect(Page.Locator(".history li").First).ToContainTextAsync("done", new() { Timeout = 60_000 });
    }

    private async Task DeleteAsync(string server)
    {
        await Visitor.LeaveAsync(() => Page.ClickAsync("#delete"));
        await Visitor.SendAsync(("Confirm", "engine-1"));
        await Assertions.Expect(Page.Locator("h2").First).ToHaveTextAsync("The server is deleted", Patient);
        Assert.Equal(404, await Visitor.GoAsync(server + "/resize"));
    }

    /// <summary>The month passes behind the browser's back: what ran today ran on the last day of the month before.</summary>
    private async Task SeeInvoiceAsync()
    {
        await Visitor.GoAsync("/");
        await Visitor.LeaveAsync(() => Page.ClickAsync(".side a[href$='/invoices']"));
        await Visitor.LeaveAsync(() => Page.ClickAsync("a[href$='/invoices/running']"));
        await Assertions.Expect(Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await LastMonth.CloseAsync(Site);
        await Visitor.LeaveAsync(() => Page.ClickAsync("a.up"));
        await Visitor.LeaveAsync(() => Page.Locator("tbody th a").First.ClickAsync());
        await Assertions.Expect(Page.Locator("tfoot")).ToContainTextAsync("€0.0");
        await Assertions.Expect(Visitor.Main).ToContainTextAsync("Ada's Engines");
        var file = await Page.APIRequest.GetAsync(new Uri(Site.Address, await Page.GetAttributeAsync("a[href$='/pdf']", "href")).ToString());
        Assert.Equal((200, "application/pdf"), (file.Status, file.Headers["content-type"]));
        await Visitor.GoAsync(await Page.GetAttributeAsync("a.up", "href") is { } list ? list.Replace("invoices", "balance", StringComparison.Ordinal) : "");
        await Assertions.Expect(Page.Locator(".rows")).ToContainTextAsync("Invoice");
    }

    private static LocatorAssertionsToHaveTextOptions Patient => new() { Timeout = 60_000 };
}
