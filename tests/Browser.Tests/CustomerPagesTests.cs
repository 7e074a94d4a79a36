using Hostelry.Billing.Mail;
using Hostelry.Portal.Identity;
using Hostelry.Testing.Installations;

using Microsoft.Playwright;

namespace Hostelry.Browser.Tests;

/// <summary>The pages of accounts and organizations, walked once in each language.</summary>
public sealed class CustomerPagesTests(Chromium chromium) : SiteTests(chromium)
{
    [Theory(Skip = "Not green yet: this walk has not been finished.")]
    [InlineData("en")]
    [InlineData("ru")]
    public async Task Every_page_of_a_member_fits_and_is_accessible_in_both_themes_at_both_widths(string language)
    {
        var visitor = await VisitAsync(language);
        var (person, organization, project) = await Site.MemberAsync();
        await Site.PersonAsync(organization, MemberRole.Reader);

        Assert.Equal(200, await visitor.GoAsync("/"));
        Assert.EndsWith("/sign-in", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.LookAsync($"{language}-customer-sign-in");
        await visitor.SendAsync(("Email", person.Email), ("Password", "not this one"));
        await visitor.LookAsync($"{language}-customer-sign-in-wrong");

        await visitor.BecomeAsync(person);
        Assert.Equal(200, await visitor.GoAsync(FormattableString.Invariant($"/organizations/{organization}/members")));
        await visitor.LookAsync($"{language}-members");
        await visitor.Page.ClickAsync(".switch summary");
        await visitor.LookAsync($"{language}-switch");
        Assert.Equal(200, await visitor.GoAsync(FormattableString.Invariant($"/projects/{project}/settings")));
        await visitor.LookAsync($"{language}-project-settings");
        foreach (var page in new[] { "", "/password", "/email", "/second-factor", "/second-factor/remove", "/passkeys", "/organizations/new", "/close", "/confirm" })
        {
            Assert.Equal(200, await visitor.GoAsync("/account" + page));
            await visitor.LookAsync($"{language}-account{page.Replace('/', '-')}");
        }

        foreach (var page in new[] { "settings", "settings/close" })
        {
            Assert.Equal(200, await visitor.GoAsync(FormattableString.Invariant($"/organizations/{organization}/{page}")));
            await visitor.LookAsync($"{language}-organization-{page.Replace('/', '-')}");
        }

        visitor.NothingWentWrong();
    }

    [Theory(Skip = "Not green yet: this walk has not been finished.")]
    [InlineData("en")]
    [InlineData("ru")]
    public async Task The_way_from_an_address_to_an_account_fits_and_is_accessible(string language)
    {
        var visitor = await VisitAsync(language);
        await visitor.GoAsync("/sign-up");
        await visitor.LookAsync($"{language}-sign-up");
        await visitor.SendAsync(("Email", "nobody"));
        await visitor.LookAsync($"{language}-sign-up-wrong");
        await visitor.SendAsync(("Email", "new@example.org"));
        await visitor.LookAsync($"{language}-sign-up-sent");
        var link = await LinkAsync("new@example.org", MailKind.ConfirmSignUp);
        Assert.Equal(200, await visitor.GoAsync(link));
        await visitor.LookAsync($"{language}-confirm");
        await visitor.SendAsync(("Organization", ""), ("Password", "password1"));
        await visitor.LookAsync($"{language}-confirm-wrong");
        await visitor.SendAsync(("Organization", "New Company"), ("Password", "correct horse battery"));
        Assert.Contains("/projects/", visitor.Page.Url, StringComparison.Ordinal);
        Assert.Equal(404, await visitor.GoAsync(link));
        await visitor.LookAsync($"{language}-confirm-gone");

        var guest = await VisitAsync(language);
        await guest.GoAsync("/reset");
        await guest.LookAsync($"{language}-reset");
        await guest.SendAsync(("Email", "new@example.org"));
        await guest.GoAsync(await LinkAsync("new@example.org", MailKind.ResetPassword));
        await guest.LookAsync($"{language}-reset-choose");
        await guest.SendAsync(("Password", "another horse battery"));
        await guest.LookAsync($"{language}-reset-done");

        var (_, organization, _) = await Site.MemberAsync();
        await guest.GoAsync(await LinkAsync("owner@acme.example", MailKind.Invitation));
        await guest.LookAsync($"{language}-invitation");
        await guest.SendAsync(("Password", "correct horse battery"));
        Assert.EndsWith(FormattableString.Invariant($"/organizations/{organization}/members"), guest.Page.Url, StringComparison.Ordinal);
        guest.NothingWentWrong();
    }

    [Fact(Skip = "Not green yet: this walk has not been finished.")]
    public async Task Passkey_is_added_and_opens_the_account_without_a_password()
    {
        // A bare number cannot have passkeys.
        var visitor = await VisitAsync(named: true);
        var (person, _, _) = await Site.MemberAsync();
        await visitor.BecomeAsync(person);
        await using var device = await PasskeyDevice.PlugInAsync(visitor);
        await visitor.GoAsync("/account/passkeys");
        await visitor.LeaveAsync(() => visitor.Main.GetByRole(AriaRole.Button).ClickAsync());
        Assert.EndsWith("/account", visitor.Page.Url, StringComparison.Ordinal);
        Assert.Equal(1, await visitor.Page.Locator(".settings .plain li").CountAsync());

        await visitor.LeaveAsync(() => visitor.Page.ClickAsync(".who button"));
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync("[data-passkey] button"));
        Assert.DoesNotContain("/sign-in", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.GoAsync("/account");
        Assert.Contains(person.Email, await visitor.Main.TextContentAsync(), StringComparison.Ordinal);
    }

    private async Task<string> LinkAsync(string address, string kind)
    {
        // This site has no worker: the test does its work.
        await MailFolder.DeliverAsync(Site.Services);
        return MailFolder.PathIn((await MailFolder.FindAsync(Site.Services, address, kind))!);
    }

    [Fact]
    public async Task Language_and_theme_can_be_chosen_while_signed_in()
    {
        var visitor = await VisitAsync();
        var (person, organization, _) = await Site.MemberAsync();
        await visitor.BecomeAsync(person);
        await visitor.GoAsync(FormattableString.Invariant($"/organizations/{organization}/members"));
        await visitor.LeaveAsync(() => visitor.Page.GetByText("Русский").ClickAsync());
        Assert.Equal("Участники", await visitor.Page.Locator("h1").TextContentAsync());
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync(".who button"));
        Assert.EndsWith("/sign-in", visitor.Page.Url, StringComparison.Ordinal);
        visitor.NothingWentWrong();
    }
}
