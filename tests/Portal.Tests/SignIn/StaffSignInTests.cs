using System.Net;

using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Tests.Running;
using Hostelry.Portal.Tests.Staff;
using Hostelry.Testing;

using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using OtpNet;

namespace Hostelry.Portal.Tests.SignIn;

/// <summary>The way in for staff, as a browser walks it. One portal each: there is one first account.</summary>
public sealed class StaffSignInTests(Portals portals)
{
    private const string Email = "admin@example.org";
    private const string Password = "correct horse battery";

    [Theory, OnBothDatabases]
    public async Task Link_makes_the_first_account_once_and_the_second_factor_is_never_skipped(DatabaseKind kind)
    {
        await using var portal = await TestPortal.StartAsync(kind);
        var link = new Uri(await portal.CommandAsync("setup", "link")).AbsolutePath;
        var browser = new Browser(portal);

        // Password set: not yet in.
        await browser.GetAsync(link);
        var afterSetup = await browser.PostAsync(link, ("Email", Email), ("Password", Password));
        Assert.Equal("/staff/enrol", afterSetup.Location);
        Assert.Equal("/staff/sign-in", (await browser.GetAsync("/staff")).Location);
        Assert.Equal("/staff/sign-in", (await browser.GetAsync("/staff/jobs")).Location);

        // The link is spent, and no other is made.
        Assert.Equal(HttpStatusCode.NotFound, (await new Browser(portal).GetAsync(link)).Status);
        Assert.Equal(1, (await portal.TryCommandAsync("setup", "link")).Code);

        // Enrolled: in, with recovery codes.
        var page = await browser.GetAsync("/staff/enrol");
        Assert.NotNull(page.Document.QuerySelector("svg"));
        var key = page.Document.QuerySelector(".key code")!.TextContent.Replace(" ", "", StringComparison.Ordinal);
        var wrong = await browser.PostAsync("/staff/enrol", ("Code", "000000"));
        Assert.NotNull(wrong.Document.QuerySelector(".invalid-feedback"));
        var used = Code(key);
        var enrolled = await browser.PostAsync("/staff/enrol", ("Code", used));
        var recovery = enrolled.Document.QuerySelectorAll(".codes code").Select(code => code.TextContent).ToList();
        Assert.Equal(10, recovery.Count);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/staff")).Status);
        var jobs = await browser.GetAsync("/staff/jobs");
        Assert.Equal(HttpStatusCode.OK, jobs.Status);
        // Its policy allows script files alone, so it must bring no other script.
        Assert.Empty(jobs.Document.QuerySelectorAll("script:not([src])"));

        // Another browser with the password alone stays outside, whatever it asks for.
        var thief = new Browser(portal);
        await thief.GetAsync("/staff/sign-in");
        Assert.Equal("/staff/second-factor", (await thief.PostAsync("/staff/sign-in", ("Email", Email), ("Password", Password))).Location);
        Assert.Equal("/staff/sign-in", (await thief.GetAsync("/staff")).Location);
        Assert.Equal("/staff/sign-in", (await thief.GetAsync("/staff/jobs")).Location);
        Assert.Equal("/staff/second-factor", (await thief.GetAsync("/staff/enrol")).Location);
        await thief.GetAsync("/staff/second-factor");
        Assert.Equal("/staff/second-factor", (await thief.PostAsync("/staff/enrol", ("Code", "000000"))).Location);
        Assert.NotNull((await thief.PostAsync("/staff/second-factor", ("Code", "123456"))).Document.QuerySelector(".invalid-feedback"));
        // A code that was accepted once is accepted no more.
        Assert.Null((await thief.PostAsync("/staff/second-factor", ("Code", used))).Location);

        // A recovery code works, once.
        Assert.Equal("/staff", (await thief.PostAsync("/staff/second-factor", ("Code", recovery[0]))).Location);
        var third = new Browser(portal);
        await third.GetAsync("/staff/sign-in");
        await third.PostAsync("/staff/sign-in", ("Email", Email), ("Password", Password));
        await third.GetAsync("/staff/second-factor");
        Assert.Null((await third.PostAsync("/staff/second-factor", ("Code", recovery[0]))).Location);

        // Signing out ends every session.
        await browser.GetAsync("/staff");
        Assert.Equal("/staff/sign-in", (await browser.PostAsync("/staff/sign-out")).Location);
        Assert.Equal("/staff/sign-in", (await thief.GetAsync("/staff")).Location);
    }

    [Fact]
    public async Task Wrong_address_and_wrong_password_look_the_same_and_ten_tries_are_the_most()
    {
        await using var portal = await TestPortal.StartAsync(DatabaseKind.Sqlite);
        var link = new Uri(await portal.CommandAsync("setup", "link")).AbsolutePath;
        var browser = new Browser(portal);
        await browser.GetAsync(link);
        await browser.PostAsync(link, ("Email", Email), ("Password", Password));

        await browser.GetAsync("/staff/sign-in");
        var wrong = await browser.PostAsync("/staff/sign-in", ("Email", Email), ("Password", "not this one"));
        var unknown = await browser.PostAsync("/staff/sign-in", ("Email", "nobody@example.org"), ("Password", "not this one"));
        Assert.Equal(Problem(wrong), Problem(unknown));
        for (var i = 1; i < 10; i++)
        {
            await browser.PostAsync("/staff/sign-in", ("Email", Email), ("Password", "not this one"));
        }

        var locked = await browser.PostAsync("/staff/sign-in", ("Email", Email), ("Password", Password));
        Assert.Equal(Problem(wrong), Problem(locked));
    }

    [Fact]
    public async Task Staff_cookie_is_over_after_twelve_hours_however_often_it_is_renewed()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        foreach (var (age, status) in new[] { (11.9, HttpStatusCode.OK), (12.1, HttpStatusCode.Redirect) })
        {
            var browser = await StaffPeople.EnterAsync(portal, since: TimeProvider.System.GetUtcNow().AddHours(-age));
            Assert.Equal((age, status), (age, (await browser.GetAsync("/staff")).Status));
        }

        // The first request writes down when that was.
        var fresh = await StaffPeople.EnterAsync(portal);
        var given = fresh.AllCookies.Single(cookie => cookie.Name.EndsWith("-staff", StringComparison.Ordinal)).Value;
        await fresh.GetAsync("/staff");
        var renewed = fresh.AllCookies.Single(cookie => cookie.Name.EndsWith("-staff", StringComparison.Ordinal)).Value;
        Assert.NotEqual(given, renewed);
        var format = portal.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(StaffCookies.Staff).TicketDataFormat;
        Assert.NotNull(format.Unprotect(renewed)!.Properties.Items[StaffCookies.Since]);
    }

    [Theory, OnBothDatabases]
    public async Task Signing_out_ends_looking_through_a_members_eyes(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        var owner = await portal.PersonAsync(customer.Id);
        var browser = await StaffPeople.EnterAsync(portal, StaffRoles.Support);
        var path = $"/staff/customers/{customer.Id}/impersonate";
        await browser.GetAsync(path);
        await browser.PostAsync(path, ("Body.Member", owner.UserId.Text()));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/organizations/{customer.Id}/members")).Status);
        await browser.GetAsync("/staff");
        Assert.Equal("/staff/sign-in", (await browser.PostAsync("/staff/sign-out")).Location);
        Assert.Equal("/sign-in", (await browser.GetAsync($"/organizations/{customer.Id}/members")).Location);
    }

    [Fact]
    public async Task Form_without_its_token_is_refused()
    {
        await using var portal = await TestPortal.StartAsync(DatabaseKind.Sqlite);
        using var client = portal.Client();
        using var form = new FormUrlEncodedContent([new("Email", Email), new("Password", Password)]);
        var answer = await client.PostAsync(new Uri("/staff/sign-in", UriKind.Relative), form, TestApi.Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Dashboard_is_closed_to_customers_and_pages_carry_a_strict_policy()
    {
        await using var portal = await TestPortal.StartAsync(DatabaseKind.Sqlite);
        var customer = await portal.CustomerAsync(credit: "0");
        using var client = portal.Client(customer.Token);
        var jobs = await client.GetAsync(new Uri("/staff/jobs", UriKind.Relative), TestApi.Stop);
        Assert.Equal(HttpStatusCode.Redirect, jobs.StatusCode);
        var page = await client.GetAsync(new Uri("/staff/sign-in", UriKind.Relative), TestApi.Stop);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        var css = await client.GetAsync(new Uri("/assets/app.css", UriKind.Relative), TestApi.Stop);
        Assert.Equal(HttpStatusCode.OK, css.StatusCode);
    }

    private static string Code(string key) => new Totp(Base32Encoding.ToBytes(key)).ComputeTotp();

    private static string? Problem(Page page) => page.Document.QuerySelector(".invalid-feedback")?.TextContent.Trim();
}
