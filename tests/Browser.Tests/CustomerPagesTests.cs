using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Identity.Oidc;
using Hostelry.Testing.Installations;

using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;

namespace Hostelry.Browser.Tests;

/// <summary>The pages of accounts and organizations, walked once in each language; one site for all, with another way to sign in.</summary>
public sealed class CustomerPagesTests(Chromium chromium, CustomerPagesTests.OneSite one) : IClassFixture<CustomerPagesTests.OneSite>, IAsyncDisposable
{
    private readonly List<Visitor> _visitors = [];

    private Site Site => one.Site;

    public async ValueTask DisposeAsync()
    {
        foreach (var visitor in _visitors)
        {
            await visitor.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    public async Task Every_page_of_a_member_fits_and_is_accessible_in_both_themes_at_both_widths(string language)
    {
        var visitor = await VisitAsync(language);
        var (person, organization, project) = await Site.MemberAsync(organization: "Acme " + language);
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
        foreach (var page in new[] { "", "/password", "/email", "/second-factor", "/second-factor/remove", "/passkeys", "/organizations/new", "/close", "/confirm", "/outside", "/apps" })
        {
            Assert.Equal(200, await visitor.GoAsync("/account" + page));
            await visitor.LookAsync($"{language}-account{page.Replace('/', '-')}");
        }

        await LookAtAppsAsync(visitor, language);
        foreach (var page in new[] { "settings", "settings/close", "audit", "export", "billing-details", "balance", "balance/top-up?amount=50.00", "payments" })
        {
            Assert.Equal(200, await visitor.GoAsync(FormattableString.Invariant($"/organizations/{organization}/{page}")));
            await visitor.LookAsync($"{language}-organization-{page.Split('?')[0].Replace('/', '-')}");
        }

        visitor.NothingWentWrong();
    }

    /// <summary>A program asks to be let in, is, and stands on the list.</summary>
    private async Task LookAtAppsAsync(Visitor visitor, string language)
    {
        var client = await Site.AsWorkerAsync<RegisterClient, Result<NewClient>>(register => register.ExecuteAsync(
            new RegisterClientRequest("Dashboard", ["https://client.example/back"], [], false, ClientConsent.Once, OidcScopes.All), CancellationToken.None));
        // The answer leads away: the page that sends on is as far as this browser goes.
        await visitor.Page.RouteAsync("https://client.example/**", route => route.FulfillAsync(new() { Status = 200, Body = "<!doctype html><title>client</title>" }));
        visitor.MayAsk("https://client.example/");
        var ask = QueryHelpers.AddQueryString("/connect/authorize", new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = client.Value.ClientId,
            ["redirect_uri"] = "https://client.example/back",
            ["scope"] = "openid email offline_access servers:read servers:write",
            ["state"] = "s1",
            ["code_challenge"] = new string('a', 43),
            ["code_challenge_method"] = "S256",
        });
        Assert.Equal(200, await visitor.GoAsync(ask));
        await visitor.LookAsync($"{language}-consent");
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync("[name=Decision][value=allow]"));
        await visitor.Page.WaitForURLAsync("https://client.example/back?*code=*");
        Assert.Equal(200, await visitor.GoAsync("/account/apps"));
        await visitor.LookAsync($"{language}-account-apps-one");
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync("form[action$='/revoke'] button"));
        Assert.Equal(0, await visitor.Page.Locator("form[action$='/revoke']").CountAsync());
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    public async Task The_way_from_an_address_to_an_account_fits_and_is_accessible(string language)
    {
        var visitor = await VisitAsync(language);
        await visitor.GoAsync("/sign-up");
        await visitor.LookAsync($"{language}-sign-up");
        await visitor.SendAsync(("Email", "nobody"));
        await visitor.LookAsync($"{language}-sign-up-wrong");
        var address = $"new-{language}@example.org";
        await visitor.SendAsync(("Email", address));
        await visitor.LookAsync($"{language}-sign-up-sent");
        var link = await LinkAsync(address, MailKind.ConfirmSignUp);
        Assert.Equal(200, await visitor.GoAsync(link));
        await visitor.LookAsync($"{language}-confirm");
        await visitor.SendAsync(("Organization", ""), ("Country", ""), ("Password", "password1"));
        await visitor.LookAsync($"{language}-confirm-wrong");
        await visitor.SendAsync(("Organization", "New Company " + language), ("Country", "DE"), ("Password", "correct horse battery"));
        Assert.Contains("/projects/", visitor.Page.Url, StringComparison.Ordinal);
        Assert.Equal(404, await visitor.GoAsync(link));
        await visitor.LookAsync($"{language}-confirm-gone");

        var guest = await VisitAsync(language);
        await guest.GoAsync("/reset");
        await guest.LookAsync($"{language}-reset");
        await guest.SendAsync(("Email", address));
        await guest.GoAsync(await LinkAsync(address, MailKind.ResetPassword));
        await guest.LookAsync($"{language}-reset-choose");
        await guest.SendAsync(("Password", "another horse battery"));
        await guest.LookAsync($"{language}-reset-done");

        var (_, organization, _) = await Site.MemberAsync(organization: "Globex " + language, owner: $"owner-{language}@acme.example");
        await guest.GoAsync(await LinkAsync($"owner-{language}@acme.example", MailKind.Invitation));
        await guest.LookAsync($"{language}-invitation");
        await guest.SendAsync(("Password", "correct horse battery"));
        Assert.EndsWith(FormattableString.Invariant($"/organizations/{organization}/members"), guest.Page.Url, StringComparison.Ordinal);
        guest.NothingWentWrong();
        visitor.NothingWentWrong();
    }

    [Fact]
    public async Task Passkey_is_added_and_opens_the_account_without_a_password()
    {
        // A bare number cannot have passkeys.
        var visitor = await VisitAsync(named: true);
        var (person, _, _) = await Site.MemberAsync(organization: "Passkeys");
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

        // It proves once more who it is, too, for an account that has no password to type.
        await Site.ChangeAsync(FormattableString.Invariant($"UPDATE sessions SET verified_at = 0 WHERE user_id = {person.UserId}"));
        await visitor.GoAsync("/account/close");
        Assert.Contains("/account/confirm", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync("[data-passkey] button"));
        Assert.EndsWith("/account/close", visitor.Page.Url, StringComparison.Ordinal);
        visitor.NothingWentWrong();
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
        var (person, organization, _) = await Site.MemberAsync(organization: "Choices");
        await visitor.BecomeAsync(person);
        await visitor.GoAsync(FormattableString.Invariant($"/organizations/{organization}/members"));
        await visitor.LeaveAsync(() => visitor.Page.GetByText("Русский").ClickAsync());
        Assert.Equal("Участники", await visitor.Page.Locator("h1").TextContentAsync());
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync(".who button"));
        Assert.EndsWith("/sign-in", visitor.Page.Url, StringComparison.Ordinal);
        visitor.NothingWentWrong();
    }

    private async Task<Visitor> VisitAsync(string language = "en-US", bool named = false)
    {
        var address = named ? new UriBuilder(Site.Address) { Host = "localhost" }.Uri : Site.Address;
        var visitor = await chromium.VisitAsync(address, language);
        _visitors.Add(visitor);
        return visitor;
    }

    /// <summary>The site of all walks of the class.</summary>
    public sealed class OneSite : IAsyncLifetime
    {
        private Site? _site;

        internal Site Site => _site!;

        public async ValueTask InitializeAsync() => _site = await Site.StartAsync(
            "--Oidc:Authority=https://sign-in.example/", "--Oidc:ClientId=hostelry", "--Oidc:Name=Example SSO");

        public ValueTask DisposeAsync() => Site.DisposeAsync();
    }
}
