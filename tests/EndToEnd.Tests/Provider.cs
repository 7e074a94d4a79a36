using System.Net.Http.Json;
using System.Text.Json;

using Hostelry.Testing;
using Hostelry.Testing.Installations;

[assembly: AssemblyFixture(typeof(Hostelry.EndToEnd.Tests.Provider))]
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]

namespace Hostelry.EndToEnd.Tests;

/// <summary>A provider's installation with the real image, one customer, and this customer's SSH key.</summary>
public sealed class Provider : IAsyncLifetime
{
    private Installation? _installation;

    public Installation Installation => _installation!;

    public PortalProcess Portal { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _installation = await Installation.CreateAsync(new InstallationOptions(DatabaseKind.Sqlite));
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_installation is not null)
        {
            await _installation.DisposeAsync();
        }
    }

    public async Task StartAsync() => Portal = await Installation.StartAsync();

    /// <summary>The portal runs, and no server is left of a story that failed.</summary>
    public async Task FreshAsync()
    {
        if (!Portal.IsRunning)
        {
            await StartAsync();
        }

        foreach (var left in await Installation.Database.RowsAsync("SELECT id FROM servers WHERE deleted_at IS NULL"))
        {
            await DeleteAsync(long.Parse(left, System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Makes a pair of keys; the public one's file.</summary>
    public async Task<string> NewKeyAsync(string name)
    {
        var file = Path.Combine(Installation.Folder, "key-of-" + name);
        await Shell.RunAsync(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file]);
        return file + ".pub";
    }

    /// <summary>A script as root in the guest, over SSH with any of the keys made here; throws when it fails.</summary>
    public async Task<string> SshAsync(string address, string script) => (await Shell.RunAsync(
        [
            "timeout", "60", "ssh",
            .. Directory.GetFiles(Installation.Folder, "key-of-*.pub").SelectMany(file => new[] { "-i", file[..^4] }), "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
            "-o", "LogLevel=ERROR", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "root@" + address, "sh -s",
        ],
        input: script)).Output.Trim();

    /// <summary>Orders a server over the API, with the key, and waits until it runs.</summary>
    public async Task<(long Id, string Address)> OrderAsync(string name, string type)
    {
        using var client = Installation.Client();
        var key = await File.ReadAllTextAsync(await NewKeyAsync(name));
        using var stored = await client.PostAsJsonAsync("ssh_keys", new { name = "key-of-" + name, public_key = key });
        using var answer = await client.PostAsJsonAsync(
            "servers", new { name, server_type = type, image = "debian-12", ssh_keys = new[] { "key-of-" + name } });
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, body.ToString());
        await DoneAsync(client, body.GetProperty("action"));
        var server = body.GetProperty("server");
        return (server.GetProperty("id").GetInt64(), server.GetProperty("public_net").GetProperty("ipv4").GetProperty("ip").GetString()!);
    }

    /// <summary>Asks for an action of a server and waits until it is done.</summary>
    public async Task ActAsync(long server, string action, object? body = null)
    {
        using var client = Installation.Client();
        using var answer = await client.PostAsJsonAsync(FormattableString.Invariant($"servers/{server}/actions/{action}"), body ?? new { });
        var content = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, content.ToString());
        await DoneAsync(client, content.GetProperty("action"));
    }

    public async Task DeleteAsync(long server)
    {
        using var client = Installation.Client();
        using var answer = await client.DeleteAsync(new Uri(FormattableString.Invariant($"servers/{server}"), UriKind.Relative));
        var content = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, content.ToString());
        await DoneAsync(client, content.GetProperty("action"));
    }

    /// <summary>Nothing of any server is on the host, in the address plan, or running up a bill.</summary>
    public async Task NothingIsLeftAsync()
    {
        Assert.Empty(await Installation.TracesAsync());
        Assert.Empty(await Contradictions.InAsync(Installation.Database));
        Assert.Equal("0", await Installation.Database.ValueAsync("SELECT COUNT(*) FROM servers WHERE deleted_at IS NULL"));
        Assert.Equal("0", await Installation.Database.ValueAsync("SELECT COUNT(*) FROM addresses WHERE released_at IS NULL"));
        Assert.Equal("0", await Installation.Database.ValueAsync("SELECT COUNT(*) FROM subscriptions WHERE state <> 'ended'"));
    }

    private static async Task DoneAsync(HttpClient client, JsonElement action)
    {
        var present = action;
        await Wait.UntilAsync($"{action.GetProperty("command")} is done", TimeSpan.FromSeconds(90), async () =>
        {
            var body = await client.GetFromJsonAsync<JsonElement>(FormattableString.Invariant($"actions/{action.GetProperty("id").GetInt64()}"));
            present = body.GetProperty("action");
            return present.GetProperty("status").GetString() != "running";
        });
        Assert.True(present.GetProperty("status").GetString() == "success", present.ToString());
    }
}
