using System.Net;

using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.CustomerSignIn;

/// <summary>The customers' way in and out, as a browser walks it.</summary>
public sealed class CustomerSignInTests(Portals portals)
{
    private const string Password = "correct horse battery";

    [Theory, OnBothDatabases]
    public async Task Password_opens_the_page_that_was_asked_for_and_signing_out_closes_it(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        var person = await portal.PersonAsync(customer.Id, password: Password);
        var members = FormattableString.Invariant($"/organizations/{customer.Id}/members");
        var browser = new Browser(portal);

        Assert.Equal("/sign-in", (await browser.GetAsync("/")).Location);
        Assert.Equal("/sign-in", (await browser.GetAsync(members)).Location);
        var signIn = "/sign-in?back=" + Uri.EscapeDataString(members);
        await browser.GetAsync(signIn);
        Assert.Equal(members, (await browser.PostAsync(signIn, ("Email", person.Email), ("Password", Password))).Location);
        var page = await browser.GetAsync(members);
        Assert.Contains(person.Email, page.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("/", (await browser.GetAsync("/sign-in")).Location);

        Assert.Equal("/sign-in", (await browser.PostAsync("/sign-out")).Location);
        Assert.Equal("/sign-in", (await browser.GetAsync(members)).Location);
        Assert.Equal(["session.end", "session.open", "session.open"], await ActsAsync(portal, person.UserId));
    }

    [Theory, OnBothDatabases]
    public async Task The_first_page_is_the_project_seen_last(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        var other = await ProjectAsync(portal, customer.Id, "second");
        var first = await portal.AsWorkerAsync<IdentityDb, long>(db =>
            db.Reachable<Project>().Where(row => row.OrganizationId == customer.Id).MinAsync(row => row.Id));
        var browser = await portal.BrowserAsync(customer.Id);

        Assert.Equal($"/projects/{first}", (await browser.GetAsync("/")).Location);
        await browser.GetAsync($"/projects/{other}/settings");
        Assert.Equal($"/projects/{other}", (await browser.GetAsync("/")).Location);
    }

    [Fact]
    public async Task Reading_writes_once_a_minute()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var customer = await portal.CustomerAsync(credit: "0");
        var browser = await portal.BrowserAsync(customer.Id);
        var members = FormattableString.Invariant($"/organizations/{customer.Id}/members");
        var session = browser.Person!.SessionId;
        var opened = await SeenAsync();
        await browser.GetAsync(members);
        Assert.Equal(opened, await SeenAsync());

        var longAgo = opened.AddMinutes(-2);
        await portal.AsWorkerAsync<IdentityDb, int>(db => db.Sessions.Where(row => row.Id == session)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastSeenAt, longAgo), TestApi.Stop));
        await browser.GetAsync(members);
        Assert.True(await SeenAsync() > longAgo);

        Task<DateTimeOffset> SeenAsync() => portal.AsWorkerAsync<IdentityDb, DateTimeOffset>(db =>
            db.Sessions.Where(row => row.Id == session).Select(row => row.LastSeenAt).SingleAsync());
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Nobody_is_sent_elsewhere_after_signing_in(string back)
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var browser = await portal.BrowserAsync(null);
        Assert.Equal("/", (await browser.GetAsync("/sign-in?back=" + Uri.EscapeDataString(back))).Location);
    }

    [Fact]
    public async Task Wrong_address_and_wrong_password_look_the_same_and_ten_tries_are_the_most()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var person = await portal.PersonAsync(null, password: Password);
        var browser = new Browser(portal);
        await browser.GetAsync("/sign-in");
        var wrong = await TryAsync(person.Email, "not this one");
        Assert.Equal(wrong, await TryAsync("nobody@example.org", "not this one"));
        for (var i = 1; i < 10; i++)
        {
            await TryAsync(person.Email, "not this one");
        }

        Assert.Equal(wrong, await TryAsync(person.Email, Password));

        async Task<string?> TryAsync(string email, string password) =>
            (await browser.PostAsync("/sign-in", ("Email", email), ("Password", password)))
                .Document.QuerySelector(".invalid-feedback")?.TextContent.Trim();
    }

    [Fact]
    public async Task Form_without_its_token_is_refused()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        using var client = portal.Client();
        using var form = new FormUrlEncodedContent([new("Email", "a@example.org"), new("Password", Password)]);
        var answer = await client.PostAsync(new Uri("/sign-in", UriKind.Relative), form, TestApi.Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static Task<IReadOnlyList<string>> ActsAsync(TestPortal portal, long userId) =>
        portal.AsWorkerAsync<Billing.BillingDb, IReadOnlyList<string>>(async db => await db.Reachable<Billing.Audit.AuditEntry>()
            .Where(entry => entry.Subjects.StartsWith($"user:{userId} session:")).Select(entry => entry.Action).OrderBy(action => action)
            .ToListAsync(TestApi.Stop));

    private static Task<long> ProjectAsync(TestPortal portal, long organizationId, string name) =>
        portal.AsWorkerAsync<IdentityDb, long>(async db =>
        {
            var project = new Project { OrganizationId = organizationId, Name = name, CreatedAt = TimeProvider.System.GetUtcNow() };
            db.Projects.Add(project);
            await db.SaveChangesAsync(TestApi.Stop);
            return project.Id;
        });
}
