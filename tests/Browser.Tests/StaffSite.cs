using System.Text.Json.Nodes;

using Hostelry.Provisioning.Hypervisor;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hostelry.Browser.Tests;

/// <summary>What staff look at: a portal that works, with a host (a fake that behaves), customers, servers and trouble.</summary>
internal sealed class StaffSite : IAsyncDisposable
{
    private readonly InProcessPortal _portal;

    private StaffSite(InProcessPortal portal, FakeHypervisor hypervisor) => (_portal, Hypervisor) = (portal, hypervisor);

    public FakeHypervisor Hypervisor { get; }

    /// <summary>The serving part, for visitors.</summary>
    public Site Site => new(_portal);

    public static async Task<StaffSite> StartAsync()
    {
        var hypervisor = new FakeHypervisor(TimeProvider.System) { BootTime = TimeSpan.Zero, ShutdownTime = TimeSpan.Zero };
        var portal = await InProcessPortal.CreateAsync(
            DatabaseKind.Sqlite,
            ["--Operations:Sweep=00:00:00.2", "--Operations:Reconcile=00:00:01"],
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<IHypervisor>(hypervisor)));
        await portal.CommandAsync("seed");
        await portal.CommandAsync("host", "enrol");
        await portal.CommandAsync("image", "build");
        await portal.StartAsync();
        return new StaffSite(portal, hypervisor);
    }

    /// <summary>A customer with money and running servers.</summary>
    public async Task<long> CustomerAsync(string name, string credit, params string[] servers)
    {
        var made = await _portal.CommandAsync("organization", "create", "--name", name, "--owner", $"owner@{name.ToLowerInvariant()}.example", "--json");
        await _portal.CommandAsync("credit", "grant", "--organization", name, "--amount", credit, "--reason", "welcome");
        var token = (await _portal.CommandAsync("token", "create", "--organization", name, "--project", "default", "--scope", "read_write")).Split('\n')[^1];
        using var client = new HttpClient { BaseAddress = _portal.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        foreach (var server in servers)
        {
            using var order = new StringContent(
                $$"""{"name":"{{server}}","server_type":"ct11","image":"debian-12"}""", System.Text.Encoding.UTF8, "application/json");
            (await client.PostAsync(new Uri("/v1/servers", UriKind.Relative), order)).EnsureSuccessStatusCode();
            if (!Hypervisor.Down)
            {
                await Wait.UntilAsync("it runs", async () =>
                    (await client.GetStringAsync(new Uri($"/v1/servers?name={server}", UriKind.Relative))).Contains("\"running\"", StringComparison.Ordinal));
            }
        }

        return JsonNode.Parse(made)!["id"]!.GetValue<long>();
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();
}
