using System.Net;
using System.Text.Json.Nodes;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Identity.Oidc;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Connect;

/// <summary>Signing in elsewhere with an account here: what a client gets, and when it gets nothing.</summary>
public sealed class ConnectTests(Portals portals)
{
    [Fact]
    public async Task Discovery_names_every_endpoint_and_nothing_that_is_not_offered()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        using var client = portal.Client();
        var found = JsonNode.Parse(await client.GetStringAsync(new Uri("/.well-known/openid-configuration", UriKind.Relative), TestApi.Stop))!;
        Assert.Equal("http://127.0.0.1:8080/", found["issuer"]!.GetValue<string>());
        foreach (var endpoint in new[] { "authorization", "token", "userinfo", "revocation", "end_session" })
        {
            Assert.Contains("/connect/", found[endpoint + "_endpoint"]!.GetValue<string>(), StringComparison.Ordinal);
        }

        Assert.Equal(["S256"], Strings(found["code_challenge_methods_supported"]!));
        Assert.Equal(["authorization_code", "refresh_token"], Strings(found["grant_types_supported"]!));
        Assert.Equal(["code"], Strings(found["response_types_supported"]!));
        Assert.Equal(["query"], Strings(found["response_modes_supported"]!));
        Assert.Superset(OidcScopes.All.ToHashSet(StringComparer.Ordinal), Strings(found["scopes_supported"]!).ToHashSet(StringComparer.Ordinal));

        var keys = JsonNode.Parse(await client.GetStringAsync(new Uri("/.well-known/jwks", UriKind.Relative), TestApi.Stop))!["keys"]!.AsArray();
        Assert.All(keys, key => Assert.Equal(("RSA", null), (key!["kty"]!.GetValue<string>(), key["d"]?.GetValue<string>())));
    }

    [Theory, OnBothDatabases]
    public async Task Person_lets_a_client_in_and_it_acts_in_the_chosen_project_alone(DatabaseKind kind)
    {
        var (portal, customer, visitor) = await StartAsync(kind);
        var client = await Client.RegisterAsync(portal);
        var tokens = await client.CodeAsync(await visitor.AllowAsync(client.Ask()));
        var api = Api(portal, tokens);

        Assert.Equal(200, (await api.GetAsync("servers")).StatusCode);
        Assert.Equal(201, (await api.PostAsync("ssh_keys", new { name = "mine", public_key = Key })).StatusCode);
        Assert.Equal("mine", (await customer.Api.GetAsync("ssh_keys")).Body!["ssh_keys"]![0]!["name"]!.GetValue<string>());
        var acts = await portal.AsWorkerAsync<Billing.BillingDb, List<string>>(db => db.Reachable<Billing.Audit.AuditEntry>()
            .Where(row => row.OrganizationId == customer.Id).OrderBy(row => row.Id).Select(row => row.Action + " " + row.Actor).ToListAsync(TestApi.Stop));
        Assert.Contains(acts, act => act.StartsWith("client.consent user:", StringComparison.Ordinal));

        // Asked once: the second time there is nothing to ask.
        var again = await visitor.GoAsync(client.Ask());
        Assert.NotNull(again["code"]);
        Assert.Equal("s1", again["state"]);
        Assert.Equal("http://127.0.0.1:8080/", again["iss"]);
        // More than was allowed is asked for.
        var other = await Client.RegisterAsync(portal);
        await visitor.AllowAsync(other.Ask("openid servers:read"));
        Assert.NotNull((await visitor.GoAsync(other.Ask("openid servers:read")))["code"]);
        Assert.NotNull((await visitor.GoAsync(other.Ask("openid servers:read servers:write"))).Document);
    }

    [Theory, OnBothDatabases]
    public async Task Refresh_tokens_are_rotated_and_one_that_comes_twice_ends_them_all(DatabaseKind kind)
    {
        var (portal, _, visitor) = await StartAsync(kind);
        var client = await Client.RegisterAsync(portal, confidential: false);
        var first = await client.CodeAsync(await visitor.AllowAsync(client.Ask()));
        var second = await client.RefreshAsync(first);
        Assert.NotEqual(first["refresh_token"]!.GetValue<string>(), second["refresh_token"]!.GetValue<string>());
        Assert.Equal(200, await StatusAsync(portal, second));

        // The leeway for answers that got lost is over.
        var longAgo = TimeProvider.System.GetUtcNow().UtcDateTime - OidcLifetimes.ReuseLeeway - TimeSpan.FromSeconds(1);
        await portal.AsWorkerAsync<IdentityDb, int>(db => db.Set<OidcToken>()
            .Where(row => row.RedemptionDate != null && row.Application!.Id == client.Row)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.RedemptionDate, longAgo), TestApi.Stop));
        Assert.Equal("invalid_grant", Error(await client.RefreshAsync(first)));
        Assert.Equal("invalid_grant", Error(await client.RefreshAsync(second)));
        Assert.Equal(401, await StatusAsync(portal, second));
    }

    [Theory, OnBothDatabases]
    public async Task Code_that_comes_twice_is_refused_and_ends_what_it_gave(DatabaseKind kind)
    {
        var (portal, _, visitor) = await StartAsync(kind);
        var client = await Client.RegisterAsync(portal);
        var code = await visitor.AllowAsync(client.Ask());
        Assert.Equal("invalid_grant", Error(await client.CodeAsync(code, "another-verifier-of-forty-three-characters-0123456789")));
        var next = (await visitor.GoAsync(client.Ask()))["code"]!;
        var tokens = await client.CodeAsync(next);
        Assert.Equal(200, await StatusAsync(portal, tokens));
        Assert.Equal("invalid_grant", Error(await client.CodeAsync(next)));
        Assert.Equal(401, await StatusAsync(portal, tokens));
        // Nor does another client get anything for a code that is not its own.
        var thief = await Client.RegisterAsync(portal);
        Assert.Equal("invalid_grant", Error(await thief.CodeAsync(await visitor.AllowAsync(client.Ask()))));
    }

    [Fact]
    public async Task Wrong_request_is_refused_and_nobody_is_sent_to_a_foreign_address()
    {
        var (portal, _, visitor) = await StartAsync(DatabaseKind.Sqlite);
        var client = await Client.RegisterAsync(portal);
        foreach (var foreign in new[] { "https://evil.example/", Client.Back + "/more", Client.Back + "?a=b", "https://client.example.evil.example/back" })
        {
            var refused = await visitor.GoAsync(client.Ask(changes: ("redirect_uri", foreign)));
            Assert.Equal((HttpStatusCode.BadRequest, null), (refused.Status, refused.Location));
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GoAsync(client.Ask(changes: ("client_id", "nobody")))).Status);
        string[] wrong =
        [
            client.Ask(changes: [("code_challenge", null), ("code_challenge_method", null)]),
            client.Ask(changes: ("code_challenge_method", "plain")),
            client.Ask(changes: ("response_type", "token")),
            client.Ask(changes: ("response_mode", "form_post")),
            client.Ask("openid everything"),
            // Less than others may ask for.
            (await Client.RegisterAsync(portal, scopes: ["openid", "servers:read"])).Ask("openid servers:write"),
        ];
        foreach (var request in wrong)
        {
            // Told to the client, or, where it is too wrong for that, to the person.
            var refused = await visitor.GoAsync(request);
            Assert.True(refused["error"] is not null || refused is { Status: HttpStatusCode.BadRequest, Location: null }, $"{request}: {refused}");
            Assert.Null(refused["code"]);
        }
    }

    [Fact]
    public async Task Sign_in_comes_first_and_prompt_none_never_asks()
    {
        var (portal, customer, visitor) = await StartAsync(DatabaseKind.Sqlite);
        var client = await Client.RegisterAsync(portal);
        var stranger = new Visitor(portal, null);
        var address = client.Ask();
        var sent = await stranger.GoAsync(address);
        Assert.StartsWith("/sign-in?back=%2Fconnect%2Fauthorize", sent.Location, StringComparison.Ordinal);
        Assert.Equal("login_required", (await stranger.GoAsync(client.Ask(changes: ("prompt", "none"))))["error"]);
        Assert.Equal("consent_required", (await visitor.GoAsync(client.Ask(changes: ("prompt", "none"))))["error"]);
        await visitor.AllowAsync(address);
        Assert.NotNull((await visitor.GoAsync(client.Ask(changes: ("prompt", "none"))))["code"]);
        Assert.NotNull((await visitor.GoAsync(client.Ask(changes: ("prompt", "consent")))).Document);
        Assert.NotNull((await visitor.GoAsync(client.Ask(changes: ("max_age", "600"))))["code"]);

        // A proof that is too old, and one that is asked for anew, lead through the page that asks for one, once. The session stays:
        // a link of any site leads here.
        const string Password = "correct horse battery";
        var person = await portal.PersonAsync(customer.Id, password: Password);
        var tired = new Visitor(portal, person);
        Assert.Equal("login_required", (await tired.GoAsync(client.Ask(changes: [("prompt", "none"), ("max_age", "0")])))["error"]);
        var again = await tired.GoAsync(client.Ask(changes: ("prompt", "login")));
        Assert.StartsWith("/account/confirm?back=", again.Location, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await tired.Browser.GetAsync("/account")).Status);
        await tired.Browser.GetAsync(again.Location!);
        var entered = await tired.Browser.PostAsync(again.Location!, ("Proof", Password));
        Assert.Equal("/connect/authorize", entered.Location);
        var back = System.Web.HttpUtility.UrlDecode(again.Location!["/account/confirm?back=".Length..]);
        Assert.DoesNotContain("prompt=login", back, StringComparison.Ordinal);
        Assert.NotNull((await tired.GoAsync(back)).Document);
    }

    [Fact]
    public async Task Only_the_person_says_yes_and_only_for_their_own_projects()
    {
        var (portal, _, visitor) = await StartAsync(DatabaseKind.Sqlite);
        var client = await Client.RegisterAsync(portal);
        var victim = await portal.CustomerAsync(credit: "0");
        var foreign = await portal.AsWorkerAsync<IdentityDb, long>(db =>
            db.Reachable<Project>().Where(row => row.OrganizationId == victim.Id).Select(row => row.Id).SingleAsync());
        var asked = (await visitor.GoAsync(client.Ask())).Document!;

        Assert.Equal("access_denied", (await visitor.AnswerAsync(asked, "deny"))["error"]);
        var refused = await visitor.AnswerAsync(asked, "allow", foreign);
        Assert.Null(refused.Location);
        Assert.NotNull(refused.Document!.QuerySelector(".invalid-feedback"));
        Assert.Null((await visitor.AnswerAsync(asked, "allow", withToken: false)).Location);
        Assert.NotNull((await visitor.GoAsync(client.Ask())).Document);

        // Staff who look through a person's eyes let nobody in.
        var member = await TestPerson.StaffAsync(portal.Services);
        var staff = await TestPerson.CreateAsync(portal.Services, victim.Id, staffUserId: member.UserId);
        Assert.Equal("access_denied", (await new Visitor(portal, staff).GoAsync(client.Ask()))["error"]);
    }

    [Theory, OnBothDatabases]
    public async Task Removed_member_lesser_role_and_changed_password_hold_at_once(DatabaseKind kind)
    {
        var (portal, customer, visitor) = await StartAsync(kind);
        var client = await Client.RegisterAsync(portal);
        var tokens = await client.CodeAsync(await visitor.AllowAsync(client.Ask()));
        var person = visitor.Browser.Person!;
        var seat = person.UserId;
        var api = Api(portal, tokens);

        await ChangeAsync(portal, db => db.Reachable<Member>().Where(row => row.UserId == seat)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Role, MemberRole.Reader), TestApi.Stop));
        Assert.Equal(200, (await api.GetAsync("servers")).StatusCode);
        Assert.Equal((403, "forbidden"), await RefusalAsync(api));
        await ChangeAsync(portal, db => db.Reachable<Member>().Where(row => row.UserId == seat)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Role, MemberRole.Billing), TestApi.Stop));
        Assert.Equal(401, (await api.GetAsync("servers")).StatusCode);
        await ChangeAsync(portal, db => db.Reachable<Member>().Where(row => row.UserId == seat).ExecuteDeleteAsync(TestApi.Stop));
        Assert.Equal(401, (await api.GetAsync("servers")).StatusCode);
        Assert.Equal("invalid_grant", Error(await client.RefreshAsync(tokens)));
        Assert.Equal(401, await UserInfoAsync(portal, tokens));

        var other = new Visitor(portal, await portal.PersonAsync(customer.Id));
        var theirs = await client.CodeAsync(await other.AllowAsync(client.Ask()));
        Assert.Equal(200, await StatusAsync(portal, theirs));
        Assert.Equal(200, await UserInfoAsync(portal, theirs));
        var user = other.Browser.Person!.UserId;
        await ChangeAsync(portal, db => db.Users.Where(row => row.Id == user)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.SecurityStamp, "changed"), TestApi.Stop));
        Assert.Equal(401, await StatusAsync(portal, theirs));
        Assert.Equal("invalid_grant", Error(await client.RefreshAsync(theirs)));
    }

    [Theory, OnBothDatabases]
    public async Task Revoked_client_and_revoked_token_get_nothing_more(DatabaseKind kind)
    {
        var (portal, _, visitor) = await StartAsync(kind);
        var client = await Client.RegisterAsync(portal);
        var tokens = await client.CodeAsync(await visitor.AllowAsync(client.Ask()));
        var others = await client.CodeAsync((await visitor.GoAsync(client.Ask()))["code"]!);
        using var revoked = await client.PostAsync("/connect/revoke", ("token", others["access_token"]!.GetValue<string>()));
        Assert.Equal("200 {}", $"{(int)revoked.StatusCode} {await revoked.Content.ReadAsStringAsync(TestApi.Stop)}");
        Assert.Equal(401, await StatusAsync(portal, others));
        Assert.Equal(200, await StatusAsync(portal, tokens));

        await portal.AsWorkerAsync<RevokeClient, Result<Done>>(revoke => revoke.ExecuteAsync(client.Row, TestApi.Stop));
        Assert.Equal(401, await StatusAsync(portal, tokens));
        Assert.Equal("invalid_client", Error(await client.RefreshAsync(tokens)));
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GoAsync(client.Ask())).Status);
        Assert.Equal("not_found", (await portal.AsWorkerAsync<RevokeClient, Result<Done>>(
            revoke => revoke.ExecuteAsync(client.Row, TestApi.Stop))).Problem?.Code);
    }

    [Fact]
    public async Task Reading_scope_writes_nothing()
    {
        var (portal, _, visitor) = await StartAsync(DatabaseKind.Sqlite);
        var client = await Client.RegisterAsync(portal);
        var tokens = await client.CodeAsync(await visitor.AllowAsync(client.Ask("openid servers:read")));
        Assert.Null(tokens["refresh_token"]);
        Assert.Equal(200, await StatusAsync(portal, tokens));
        Assert.Equal((403, "forbidden"), await RefusalAsync(Api(portal, tokens)));
        // A sign-in alone opens nothing of the API.
        var plain = await client.CodeAsync(await visitor.AllowAsync(client.Ask("openid email")));
        Assert.Equal(401, await StatusAsync(portal, plain));
    }

    [Fact]
    public async Task Token_that_is_not_ours_or_not_for_the_api_is_refused()
    {
        var (portal, _, visitor) = await StartAsync(DatabaseKind.Sqlite);
        var client = await Client.RegisterAsync(portal);
        var tokens = await client.CodeAsync(await visitor.AllowAsync(client.Ask()));
        var access = tokens["access_token"]!.GetValue<string>();
        string[] wrong =
        [
            tokens["id_token"]!.GetValue<string>(),
            tokens["refresh_token"]!.GetValue<string>(),
            Tokens.WithoutSignature(access),
            Tokens.WithClaim(access, "project", "1"),
            Tokens.SignedByAnother(access),
            Tokens.SignedWithPublicKey(access, await JwksAsync(portal)),
        ];
        foreach (var token in wrong)
        {
            Assert.Equal(401, (await new TestApi(portal.Client(token)).GetAsync("servers")).StatusCode);
        }

        Assert.Equal(200, await StatusAsync(portal, tokens));
    }

    [Fact]
    public async Task Signing_out_is_asked_for_and_leads_back_to_a_known_address_alone()
    {
        var (portal, _, visitor) = await StartAsync(DatabaseKind.Sqlite);
        var client = await Client.RegisterAsync(portal);
        var tokens = await client.CodeAsync(await visitor.AllowAsync(client.Ask()));
        var end = $"/connect/end-session?id_token_hint={tokens["id_token"]!.GetValue<string>()}&state=bye&post_logout_redirect_uri=";
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GoAsync(end + "https://evil.example/")).Status);
        var asked = await visitor.GoAsync(end + Client.Back);
        Assert.NotNull((await visitor.GoAsync(client.Ask()))["code"]);
        var ended = await visitor.AnswerAsync(asked.Document!, "end");
        Assert.Equal("bye", ended["state"]);
        Assert.StartsWith("/sign-in", (await visitor.GoAsync(client.Ask())).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Way_that_began_with_a_form_of_ours_ends_with_a_page_that_sends_on()
    {
        var (portal, _, visitor) = await StartAsync(DatabaseKind.Sqlite);
        var client = await Client.RegisterAsync(portal);
        await visitor.AllowAsync(client.Ask());
        using var request = new HttpRequestMessage(HttpMethod.Get, client.Ask());
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await visitor.Browser.Client.SendAsync(request, TestApi.Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("http-equiv=\"refresh\"", await answer.Content.ReadAsStringAsync(TestApi.Stop), StringComparison.Ordinal);
        Assert.Contains("form-action 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGy6ZAp6yLmnpBuVFtzvsgIPvjk1bLhoiiKnFaIlqLrX a@b";

    private async Task<(TestPortal Portal, TestCustomer Customer, Visitor Visitor)> StartAsync(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        return (portal, customer, new Visitor(portal, await portal.PersonAsync(customer.Id)));
    }

    private static TestApi Api(TestPortal portal, JsonObject tokens) =>
        new(portal.Client(tokens["access_token"]?.GetValue<string>() ?? throw new InvalidOperationException(tokens.ToJsonString())));

    private static async Task<int> StatusAsync(TestPortal portal, JsonObject tokens) => (await Api(portal, tokens).GetAsync("servers")).StatusCode;

    private static async Task<(int, string?)> RefusalAsync(TestApi api)
    {
        var refused = await api.PostAsync("ssh_keys", new { name = "new", public_key = Key });
        return (refused.StatusCode, refused.Code);
    }

    private static async Task<int> UserInfoAsync(TestPortal portal, JsonObject tokens)
    {
        using var client = portal.Client(tokens["access_token"]!.GetValue<string>());
        using var answer = await client.GetAsync(new Uri("/connect/userinfo", UriKind.Relative), TestApi.Stop);
        return (int)answer.StatusCode;
    }

    private static async Task<JsonNode> JwksAsync(TestPortal portal)
    {
        using var client = portal.Client();
        return JsonNode.Parse(await client.GetStringAsync(new Uri("/.well-known/jwks", UriKind.Relative), TestApi.Stop))!;
    }

    private static Task<int> ChangeAsync(TestPortal portal, Func<IdentityDb, Task<int>> change) => portal.AsWorkerAsync<IdentityDb, int>(change);

    private static string? Error(JsonObject answer) => answer["error"]?.GetValue<string>();

    private static IEnumerable<string> Strings(JsonNode list) => list.AsArray().Select(one => one!.GetValue<string>());
}
