using System.Text.Json.Nodes;

using Hostelry.Billing;
using Hostelry.Billing.Audit;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Commands;

/// <summary>The operator's commands, in the installation of a running server.</summary>
public sealed class CommandTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task Organization_gets_money_and_a_token_that_works(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var name = "Cmd " + Guid.CreateVersion7().ToString("N");
        var made = JsonNode.Parse(await portal.CommandAsync("organization", "create", "--name", name, "--owner", "O@Example.org", "--json"))!;
        Assert.Equal("default", made["project"]!.GetValue<string>());
        var granted = await portal.CommandAsync("credit", "grant", "--organization", name, "--amount", "50.00", "--reason", "hello", "--json");
        Assert.Equal("50.00", JsonNode.Parse(granted)!["free"]!.GetValue<string>());
        var printed = await portal.CommandAsync("token", "create", "--organization", name, "--project", "default", "--scope", "read");
        var token = printed.Split('\n')[^1];
        Assert.Matches("^[A-Za-z0-9]{64}$", token);
        Assert.Equal(200, (await new TestApi(portal.Client(token)).GetAsync("servers")).StatusCode);
    }

    [Theory, OnBothDatabases]
    public async Task Credit_typed_twice_is_one_grant_and_another_key_another(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var name = (await portal.CustomerAsync(credit: "0")).Name;
        string[] grant = ["credit", "grant", "--organization", name, "--amount", "5.00", "--reason", "welcome", "--json"];

        Assert.Equal(("5.00", false), Read(await portal.CommandAsync(grant)));
        Assert.Equal(("5.00", true), Read(await portal.CommandAsync(grant)));
        Assert.Equal(("10.00", false), Read(await portal.CommandAsync([.. grant, "--key", "second"])));

        static (string Free, bool Before) Read(string json)
        {
            var answer = JsonNode.Parse(json)!;
            return (answer["free"]!.GetValue<string>(), answer["granted_before"]!.GetValue<bool>());
        }
    }

    [Theory, OnBothDatabases]
    public async Task Revoked_token_ends_once_with_an_audit_row(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        var made = JsonNode.Parse(await portal.CommandAsync(
            "token", "create", "--organization", customer.Name, "--project", "default", "--scope", "read", "--json"))!;
        var id = made["id"]!.ToString();

        await portal.CommandAsync("token", "revoke", id);

        Assert.Equal(401, (await new TestApi(portal.Client(made["token"]!.GetValue<string>())).GetAsync("servers")).StatusCode);
        Assert.Equal(1, (await portal.TryCommandAsync("token", "revoke", id)).Code);
        var audited = await portal.AsWorkerAsync<BillingDb, List<AuditEntry>>(
            db => db.Reachable<AuditEntry>().Where(row => row.OrganizationId == customer.Id && row.Action == "token.revoke").ToListAsync());
        Assert.Equal(($"token:{id}", "operator"), (Assert.Single(audited).Subjects, audited[0].Actor));
    }

    [Theory, OnBothDatabases]
    public async Task Operator_suspends_resumes_and_limits_a_customer(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        var server = new { name = "refused", server_type = "ct11", image = "debian-12" };

        await portal.CommandAsync("organization", "suspend", "--organization", customer.Name, "--reason", "abuse");
        Assert.Equal("customer_suspended", (await customer.Api.PostAsync("servers", server)).Code);
        Assert.Equal("No invoice yet.", (await portal.CommandAsync("invoice", "show", "--organization", customer.Name)).Trim());
        Assert.Contains("suspended: abuse", await portal.CommandAsync("organization", "show", "--organization", customer.Name), StringComparison.Ordinal);
        await portal.CommandAsync("organization", "resume", "--organization", customer.Name, "--reason", "abuse");

        await portal.CommandAsync("organization", "limits", "--organization", customer.Name, "--spending", "0.00", "--credit", "25.00");
        Assert.Equal("spending_limit_reached", (await customer.Api.PostAsync("servers", server)).Code);
        var shown = JsonNode.Parse(await portal.CommandAsync(
            "organization", "limits", "--organization", customer.Name, "--spending", "none", "--json"))!;
        Assert.Null(shown["spending_limit"]);
        Assert.Equal("75.00", shown["free"]!.GetValue<string>());
        Assert.Equal(201, (await customer.Api.PostAsync("servers", server)).StatusCode);
        Assert.Equal(2, (await portal.TryCommandAsync("organization", "limits", "--organization", customer.Name)).Code);
        Assert.Equal(2, (await portal.TryCommandAsync("organization", "suspend", "--organization", customer.Name, "--reason", "no_funds")).Code);
    }

    [Theory, OnBothDatabases]
    public async Task Prices_are_published_previewed_and_the_chain_is_verified(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        await portal.CommandAsync(
            "price", "publish", "--type", "ct41", "--location", "local", "--hourly", "0.0200", "--cap", "12.50", "--from", "2999-01-01T00:00:00Z");
        Assert.Contains("server_type:ct11\tlocal\t0.003000000 EUR", await portal.CommandAsync("price", "list"), StringComparison.Ordinal);
        Assert.Contains("so far: 0.00 EUR", await portal.CommandAsync("invoice", "preview", "--organization", customer.Name), StringComparison.Ordinal);
        Assert.Contains("invoices, all as they were", await portal.CommandAsync("invoice", "verify"), StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Refusals_name_the_field_and_exit_with_one(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var name = (await portal.CustomerAsync(credit: "0")).Name;
        foreach (var (field, args) in ((string, string[])[])
        [
            ("name", ["organization", "create", "--name", name, "--owner", "a@example.org"]),
            ("name", ["organization", "create", "--name", " ", "--owner", "a@example.org"]),
            ("name", ["organization", "create", "--name", new string('n', 101), "--owner", "a@example.org"]),
            ("owner", ["organization", "create", "--name", "new", "--owner", "nobody"]),
            ("organization", ["credit", "grant", "--organization", "none", "--amount", "1.00", "--reason", "r"]),
            ("amount", ["credit", "grant", "--organization", name, "--amount", "-1.00", "--reason", "r"]),
            ("amount", ["credit", "grant", "--organization", name, "--amount", "1,00", "--reason", "r"]),
            ("amount", ["credit", "grant", "--organization", name, "--amount", "1.001", "--reason", "r"]),
            ("reason", ["credit", "grant", "--organization", name, "--amount", "1.00", "--reason", ""]),
            ("type", ["price", "publish", "--type", "none", "--location", "local", "--hourly", "1", "--cap", "1"]),
            ("location", ["price", "publish", "--type", "ct11", "--location", "mars", "--hourly", "1", "--cap", "1"]),
            ("hourly", ["price", "publish", "--type", "ct11", "--location", "local", "--hourly", "-1", "--cap", "1"]),
            ("cap", ["price", "publish", "--type", "ct11", "--location", "local", "--hourly", "1", "--cap", "1.001"]),
            ("valid_from", ["price", "publish", "--type", "ct11", "--location", "local", "--hourly", "1", "--cap", "1", "--from", "2020-01-01T00:00:00Z"]),
            ("organization", ["organization", "suspend", "--organization", "none", "--reason", "abuse"]),
            ("spending", ["organization", "limits", "--organization", name, "--spending", "-1.00"]),
            ("credit", ["organization", "limits", "--organization", name, "--credit", "much"]),
            ("project", ["token", "create", "--organization", name, "--project", "none", "--scope", "read"]),
            ("id", ["operation", "show", "9007199254740991"]),
            ("month", ["invoice", "run", "--month", "November"]),
            ("month", ["invoice", "run", "--month", "2999-01"]),
            ("number", ["invoice", "show", "INV-999999"]),
            ("image", ["image", "build", "--name", "plan9"]),
            ("host", ["image", "build", "--host", "nowhere"]),
        ])
        {
            var (code, output, error) = await portal.TryCommandAsync(args);
            Assert.True(code == 1 && error.Contains(field, StringComparison.Ordinal), $"{string.Join(' ', args)}: {code} {output} {error}");
            var (_, json, _) = await portal.TryCommandAsync([.. args, "--json"]);
            Assert.Equal(field, JsonNode.Parse(json)!["error"]!["details"]!["fields"]![0]!["name"]!.GetValue<string>());
        }
    }

    [Theory]
    [InlineData("organization", "create", "--name", "x")]
    [InlineData("credit", "grant", "--organisation", "x")]
    [InlineData("token", "create", "--organization", "x", "--project", "y", "--scope", "admin")]
    [InlineData("operation", "show", "x")]
    [InlineData("invoice", "show")]
    [InlineData("dance")]
    public async Task Wrong_usage_exits_with_two(params string[] args)
    {
        var (code, _, _) = await (await portals.OnAsync(DatabaseKind.Sqlite)).TryCommandAsync(args);
        Assert.Equal(2, code);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("organization", "--help")]
    [InlineData("credit", "grant", "--help")]
    public async Task Help_is_there_for_every_command(params string[] args)
    {
        var (code, output, _) = await (await portals.OnAsync(DatabaseKind.Sqlite)).TryCommandAsync(args);
        Assert.Equal(0, code);
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Operations_hosts_images_and_health_are_shown(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        await (await portal.CustomerAsync()).Api.ServerAsync("shown");
        var newest = JsonNode.Parse(await portal.CommandAsync("operation", "list", "--json"))!.AsArray()[0]!;
        Assert.Contains("create_server", await portal.CommandAsync("operation", "list"), StringComparison.Ordinal);
        var shown = JsonNode.Parse(await portal.CommandAsync("operation", "show", newest["id"]!.ToString(), "--json"))!;
        Assert.NotEmpty(shown["history"]!.AsArray());
        Assert.Contains("ready", await portal.CommandAsync("host", "list"), StringComparison.Ordinal);
        Assert.Contains("debian-12", await portal.CommandAsync("image", "list"), StringComparison.Ordinal);

        // Other tests open alarms about money in this installation; what they look like here is theirs to say.
        var (_, output, _) = await portal.TryCommandAsync("doctor");
        Assert.Contains("ok    database", output, StringComparison.Ordinal);
        Assert.DoesNotContain(output.Split('\n'), line => line.StartsWith("FIX", StringComparison.Ordinal) && !line.StartsWith("FIX   books", StringComparison.Ordinal));
        using var client = portal.Client();
        Assert.Equal("ready\n", await client.GetStringAsync(new Uri("/readyz", UriKind.Relative), TestApi.Stop));
        Assert.Equal("ok\n", await client.GetStringAsync(new Uri("/healthz", UriKind.Relative), TestApi.Stop));
    }
}
