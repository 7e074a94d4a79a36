using System.Text.Json.Nodes;

using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

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
        Assert.DoesNotContain("FIX", await portal.CommandAsync("doctor"), StringComparison.Ordinal);
        using var client = portal.Client();
        Assert.Equal("ready\n", await client.GetStringAsync(new Uri("/readyz", UriKind.Relative), TestApi.Stop));
        Assert.Equal("ok\n", await client.GetStringAsync(new Uri("/healthz", UriKind.Relative), TestApi.Stop));
    }
}
