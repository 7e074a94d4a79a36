using System.Security.Cryptography;

using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Testing.Installations;
using Hostelry.Virt;

namespace Hostelry.Benchmarks;

/// <summary>What a server type gives its server.</summary>
internal sealed record Plan(int Cores, long MemoryBytes, long DiskBytes, int Processes);

/// <summary>
/// This machine as a host with no portal before it: no database, no jobs, no leases, only the calls that the flows make, in their
/// order, by the product's own class on one held connection. Disposing removes every guest and the network.
/// </summary>
internal sealed class BareHost : IAsyncDisposable
{
    private const string NameAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly HostEndpoint Host = new(1, "local");

    private readonly TestNetwork _network;
    private readonly HostConnections _connections = new();
    private readonly LibvirtHypervisor _hypervisor;
    private readonly Plan _plan;
    private readonly string _key = Customer.NewKey();
    private string _base = "";
    private long _fence;

    private BareHost(TestNetwork network, Plan plan)
    {
        (_network, _plan) = (network, plan);
        _hypervisor = new LibvirtHypervisor(new HostProgram(), _connections, new OperationSettings(), new GuestSettings());
    }

    /// <summary>Eight characters, in the name of everything it makes.</summary>
    public string Name { get; } = RandomNumberGenerator.GetString(NameAlphabet, 8);

    public static async Task<BareHost> TakeAsync(Plan plan)
    {
        var host = new BareHost(await TestNetwork.TakeAsync(), plan);
        await host._network.NameAsync(host.Name);
        host._base = (await host._hypervisor.BuildImageAsync(Host, "debian-12", new Progress<string>(), CancellationToken.None)).Digest;
        return host;
    }

    /// <summary>Where the guest's SSH will answer.</summary>
    /// <param name="id">1 to 200.</param>
    public string AddressOf(int id) => FormattableString.Invariant($"10.79.{_network.Number}.{20 + id}");

    /// <summary>Where the guest's disk, base and root are mounted, in the namespace where guests' mounts are.</summary>
    public string FolderOf(int id) => $"/var/lib/hostelry-host/guests/{Spec(id).Key.Name}";

    /// <summary>All that comes before the start: the first four steps of <c>CreateServer</c>.</summary>
    public async Task MakeAsync(int id, Stages stages)
    {
        var spec = Spec(id);
        var fence = NextFence();
        var seed = new GuestSeed(FormattableString.Invariant($"{spec.Uuid:N}-1"), FormattableString.Invariant($"bare-{id}"), [_key], null, null);
        await stages.TimeAsync("create-disk", () => _hypervisor.CreateDiskAsync(Host, spec, fence, CancellationToken.None));
        await stages.TimeAsync("write-seed", () => _hypervisor.WriteSeedAsync(Host, spec, seed, fence, CancellationToken.None));
        await stages.TimeAsync("define-domain", () => _hypervisor.DefineAsync(Host, spec, fence, CancellationToken.None));
    }

    /// <summary>As the fifth step of <c>CreateServer</c>: looks first.</summary>
    public Task StartAsync(int id, Stages stages) => stages.TimeAsync("start-domain", async () =>
    {
        await _hypervisor.ObserveAsync(Host, Spec(id).Key, CancellationToken.None);
        await _hypervisor.StartAsync(Host, Spec(id).Key, NextFence(), CancellationToken.None);
    });

    public async Task RemoveAsync(int id)
    {
        var key = Spec(id).Key;
        var fence = NextFence();
        await _hypervisor.KillAsync(Host, key, fence, CancellationToken.None);
        await _hypervisor.UndefineAsync(Host, key, fence, CancellationToken.None);
        await _hypervisor.DeleteDiskAsync(Host, key, fence, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _network.DisposeAsync();
        await _connections.DisposeAsync();
    }

    /// <summary>As a new lease of a new operation.</summary>
    private Fence NextFence()
    {
        var next = Interlocked.Increment(ref _fence);
        return new Fence(next, next);
    }

    private GuestSpec Spec(int id) => new(
        new GuestKey(Name, "server", id),
        new Guid(id, 7, 9, [.. SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(Name))[..8]]),
        _base,
        _plan.Cores,
        _plan.MemoryBytes,
        _plan.DiskBytes,
        _plan.Processes,
        2_000_000_000 + (id * 65_536), // above the ranges of the first thousand slots
        new GuestNic(
            _network.Name,
            FormattableString.Invariant($"02:be:ac:{_network.Number:x2}:00:{id:x2}"),
            AddressOf(id),
            24,
            FormattableString.Invariant($"10.79.{_network.Number}.1"),
            [FormattableString.Invariant($"10.79.{_network.Number}.1")]));
}
