using System.Net;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Identity.Oidc;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Connect;

/// <summary>Signing in with an outside provider. The provider is another portal, on a socket of its own.</summary>
public sealed class OutsideSignInTests
{
    private const string Callback = "/sign-in/outside/back";

    [Theory, OnBothDatabases]
    public async Task First_sign_in_makes_the_account_and_an_address_alone_opens_none_that_is_there(DatabaseKind kind)
    {
        await using var pair = await Pair.StartAsync(kind);
        var (stranger, local) = (await pair.PersonThereAsync("new@example.org"), await pair.PersonThereAsync("taken@example.org"));

        // Nobody yet: an account of (issuer, subject), with the address that the provider verified.
        var here = new Browser(pair.Here);
        Assert.Equal("/", await pair.ThroughAsync(here, stranger));
        Assert.Equal("/account", (await here.GetAsync("/")).Location);
        var made = await pair.UserAsync("new@example.org");
        Assert.Equal((pair.Issuer, stranger.UserId.ToString(System.Globalization.CultureInfo.InvariantCulture)), (made!.Issuer, made.Subject));
        // There is no password to type: the proof is another sign-in there.
        await pair.ProvedAsync(made.Id, TimeProvider.System.GetUtcNow().AddMinutes(-11));
        Assert.Equal("/account/confirm", (await here.GetAsync("/account/close")).Location);
        var prove = (await here.GetAsync("/account/confirm?back=/account/close")).Document.QuerySelector("main a.btn")!.GetAttribute("href")!;
        Assert.Null((await here.GetAsync("/account/confirm")).Document.QuerySelector("input[name=Proof]"));
        using var sent = await here.Client.GetAsync(new Uri(prove, UriKind.Relative), TestApi.Stop);
        Assert.Contains("prompt=login", sent.Headers.Location!.Query, StringComparison.Ordinal);

        Assert.Equal("/", await pair.ThroughAsync(new Browser(pair.Here), stranger));
        Assert.Equal(made.Id, (await pair.UserAsync("new@example.org"))!.Id);

        // The address is a local account's: not opened, and no second one is made.
        var owner = await pair.PersonHereAsync("taken@example.org");
        var thief = new Browser(pair.Here);
        Assert.Equal("/sign-in/outside/taken", await pair.ThroughAsync(thief, local));
        Assert.Equal("/sign-in", (await thief.GetAsync("/")).Location);

        // Linked from the signed-in session, it opens.
        var signedIn = new Browser(pair.Here, owner);
        await pair.ProvedAsync(owner, TimeProvider.System.GetUtcNow().AddMinutes(-11));
        Assert.Equal("/account/confirm", (await signedIn.GetAsync("/account/outside")).Location);
        await signedIn.GetAsync("/account");
        Assert.Equal("/account/confirm", (await signedIn.PostAsync("/account/outside/link")).Location);
        await pair.ProvedAsync(owner, TimeProvider.System.GetUtcNow());
        Assert.Equal("/account/outside", await pair.LinkAsync(signedIn, local));
        await pair.Here.MailAsync("taken@example.org", MailKind.OutsideSignInChanged);
        Assert.Contains("Linked", (await signedIn.GetAsync("/account")).Text, StringComparison.Ordinal);
        var other = new Browser(pair.Here);
        Assert.Equal("/", await pair.ThroughAsync(other, local));
        Assert.Equal("/account", (await other.GetAsync("/")).Location);
        await signedIn.GetAsync("/account/outside");
        await signedIn.PostAsync("/account/outside/unlink");
        Assert.Equal("/sign-in/outside/taken", await pair.ThroughAsync(new Browser(pair.Here), local));
    }

    [Fact]
    public async Task Answer_to_a_question_of_another_browser_opens_nothing()
    {
        await using var pair = await Pair.StartAsync(DatabaseKind.Sqlite);
        var person = await pair.PersonThereAsync("mine@example.org");
        var attacker = new Browser(pair.Here);
        var back = await pair.AnswerAsync(attacker, person);
        var victim = new Browser(pair.Here);
        Assert.Equal("/sign-in/outside/failed", await Pair.FollowAsync(victim, back));
        Assert.Equal("/sign-in", (await victim.GetAsync("/")).Location);
    }

    [Fact]
    public async Task Only_the_provider_when_it_is_set_to_be_the_only_way()
    {
        await using var pair = await Pair.StartAsync(DatabaseKind.Sqlite, "--Oidc:Only=true");
        var browser = new Browser(pair.Here);
        var page = await browser.GetAsync("/sign-in");
        Assert.Null(page.Document.QuerySelector("input[type=password]"));
        Assert.NotNull(page.Document.QuerySelector("a[href^='/sign-in/outside']"));
        foreach (var closed in new[] { "/sign-up", "/confirm/secret", "/reset", "/reset/secret" })
        {
            Assert.Equal((closed, HttpStatusCode.NotFound), (closed, (await browser.GetAsync(closed)).Status));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await browser.PostAsync("/sign-in", ("Email", "a@example.org"), ("Password", "correct horse battery"))).Status);

        // Nor by a passkey, nor by an invitation with a password of its own.
        Assert.Equal(HttpStatusCode.NotFound, (await browser.PostAsync("/sign-in/passkey/options")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.PostAsync("/sign-in/passkey", ("Credential", "{}"))).Status);
        var signedIn = new Browser(pair.Here, await pair.PersonHereAsync("local@example.org"));
        Assert.Equal(HttpStatusCode.NotFound, (await signedIn.GetAsync("/account/passkeys")).Status);
        var made = System.Text.Json.Nodes.JsonNode.Parse(await pair.Here.CommandAsync(
            "organization", "create", "--name", "Invited", "--owner", "guest@example.org", "--json"))!;
        var link = new Uri(made["invitation"]!.GetValue<string>()).AbsolutePath;
        Assert.Null((await browser.GetAsync(link)).Document.QuerySelector("input[type=password]"));
        Assert.Null((await browser.PostAsync(link, ("Password", "correct horse battery"))).Location);
        Assert.Null(await pair.UserAsync("guest@example.org"));
    }

    /// <summary>Two portals: one signs people in for the other.</summary>
    private sealed class Pair(TestPortal there, TestPortal here, string issuer) : IAsyncDisposable
    {
        public TestPortal Here => here;

        public string Issuer => issuer;

        public static async Task<Pair> StartAsync(DatabaseKind kind, params string[] settings)
        {
            var (there, here) = (Ports.FreeAddress(), Ports.FreeAddress());
            var provider = await TestPortal.StartAsync(DatabaseKind.Sqlite, $"--Urls={there}", $"--PublicUrl={there}");
            var client = (await provider.AsWorkerAsync<RegisterClient, Result<NewClient>>(register => register.ExecuteAsync(
                new RegisterClientRequest("Here", [here + Callback], [], true, ClientConsent.Never, ["openid", "email"]), TestApi.Stop))).Value;
            var consumer = await TestPortal.StartAsync(
                kind,
                [$"--Urls={here}", $"--PublicUrl={here}", $"--Oidc:Authority={there}/", $"--Oidc:ClientId={client.ClientId}", $"--Oidc:ClientSecret={client.Secret}", .. settings]);
            return new Pair(provider, consumer, there + "/");
        }

        public Task<TestPerson> PersonThereAsync(string email) => VerifiedAsync(there, email);

        public Task<TestPerson> PersonHereAsync(string email) => VerifiedAsync(here, email);

        public Task ProvedAsync(TestPerson person, DateTimeOffset at) => ProvedAsync(person.UserId, at);

        /// <summary>When the person has last proved who they are.</summary>
        public Task ProvedAsync(long userId, DateTimeOffset at) => here.AsWorkerAsync<IdentityDb, int>(db => db.Sessions
            .Where(row => row.UserId == userId).ExecuteUpdateAsync(set => set.SetProperty(row => row.VerifiedAt, at), TestApi.Stop));

        public Task<User?> UserAsync(string email) => here.AsWorkerAsync<IdentityDb, User?>(
            db => db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Email == email, TestApi.Stop));

        /// <summary>Where the browser is in the end, having been to the provider.</summary>
        public async Task<string?> ThroughAsync(Browser browser, TestPerson person) =>
            await FollowAsync(browser, await AnswerAsync(browser, person));

        public async Task<string?> LinkAsync(Browser browser, TestPerson person)
        {
            await browser.GetAsync("/account/outside");
            var sent = await browser.PostAsync("/account/outside/link");
            var address = sent.Document.QuerySelector("meta[http-equiv=refresh]")!.GetAttribute("content")!["0;url=".Length..];
            return await FollowAsync(browser, await AtProviderAsync(person, address));
        }

        /// <summary>What the provider sends the person back with.</summary>
        public async Task<string> AnswerAsync(Browser browser, TestPerson person)
        {
            using var sent = await browser.Client.GetAsync(new Uri("/sign-in/outside", UriKind.Relative), TestApi.Stop);
            return await AtProviderAsync(person, sent.Headers.Location!.OriginalString);
        }

        public static async Task<string?> FollowAsync(Browser browser, string address)
        {
            using var answer = await browser.Client.GetAsync(new Uri(address), TestApi.Stop);
            return answer.Headers.Location?.OriginalString;
        }

        public async ValueTask DisposeAsync()
        {
            await here.DisposeAsync();
            await there.DisposeAsync();
        }

        private async Task<string> AtProviderAsync(TestPerson person, string address)
        {
            var outcome = await new Visitor(there, person).GoAsync(new Uri(address).PathAndQuery);
            return outcome.Location ?? throw new InvalidOperationException(outcome.Document?.Body?.TextContent);
        }

        private static async Task<TestPerson> VerifiedAsync(TestPortal portal, string email)
        {
            var person = await portal.PersonAsync(null);
            await portal.AsWorkerAsync<IdentityDb, int>(db => db.Users.Where(row => row.Id == person.UserId).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Email, email).SetProperty(row => row.NormalizedEmail, email.ToUpperInvariant())
                    .SetProperty(row => row.EmailConfirmed, true),
                TestApi.Stop));
            return person;
        }
    }
}
