namespace Hostelry.Provisioning.Hypervisor;

/// <summary>
/// One host's compute, as the flows see it. Two ways lead to a host: libvirt and the host program; both hide here.
/// Every effect is idempotent (asked twice it does once), names its objects from the <see cref="GuestKey"/> and carries
/// a <see cref="Fence"/>: the host refuses an older one with <see cref="HypervisorErrorKind.StaleFence"/>.
/// All methods throw <see cref="HypervisorException"/> when the host or libvirt fails.
/// </summary>
public interface IHypervisor
{
    /// <summary>Capacity, kernel features and what is wrong with the host, if anything.</summary>
    Task<HostFacts> InspectAsync(HostEndpoint host, CancellationToken ct);

    /// <summary>Makes the guest's disk file of <see cref="GuestSpec.DiskBytes"/> and its upper directory over the base.</summary>
    Task CreateDiskAsync(HostEndpoint host, GuestSpec guest, Fence fence, CancellationToken ct);

    /// <summary>Grows the disk to <paramref name="diskBytes"/>, live; a smaller value than the present size is refused.</summary>
    Task GrowDiskAsync(HostEndpoint host, GuestKey guest, long diskBytes, Fence fence, CancellationToken ct);

    /// <summary>Writes host name, keys, machine-id, address, user-data into the disk, before the first start.</summary>
    Task WriteSeedAsync(HostEndpoint host, GuestSpec guest, GuestSeed seed, Fence fence, CancellationToken ct);

    /// <summary>Sets root's password in the guest (crypt hash made by the host), running or stopped.</summary>
    Task SetRootPasswordAsync(HostEndpoint host, GuestKey guest, string password, Fence fence, CancellationToken ct);

    /// <summary>Defines the domain (with limits, address filter, autostart); redefines it when it is there already.</summary>
    Task DefineAsync(HostEndpoint host, GuestSpec guest, Fence fence, CancellationToken ct);

    /// <summary>Starts the guest; one that runs is left alone.</summary>
    Task StartAsync(HostEndpoint host, GuestKey guest, Fence fence, CancellationToken ct);

    /// <summary>Asks the guest to stop (or reboot); returns at once. The caller observes and decides when to use force.</summary>
    Task RequestAsync(HostEndpoint host, GuestKey guest, GuestRequest request, Fence fence, CancellationToken ct);

    /// <summary>
    /// Ends the guest at once, as pulling the plug does, and keeps it off, also after the host's reboot, until it is started
    /// by a newer fence. Returns when it is off; one that is off already is kept off from now on.
    /// </summary>
    Task KillAsync(HostEndpoint host, GuestKey guest, Fence fence, CancellationToken ct);

    /// <summary>Changes memory, CPU and process limits, live when running, and in the definition.</summary>
    Task SetLimitsAsync(HostEndpoint host, GuestSpec guest, Fence fence, CancellationToken ct);

    /// <summary>Removes domain, filter, lease, slice or cgroups. The guest must be off.</summary>
    Task UndefineAsync(HostEndpoint host, GuestKey guest, Fence fence, CancellationToken ct);

    /// <summary>Unmounts and removes the disk so that no byte of it can be read by the next guest.</summary>
    Task DeleteDiskAsync(HostEndpoint host, GuestKey guest, Fence fence, CancellationToken ct);

    /// <summary>What is there now; <see cref="GuestState.Absent"/> for an unknown guest.</summary>
    Task<GuestObservation> ObserveAsync(HostEndpoint host, GuestKey guest, CancellationToken ct);

    /// <summary>True when the guest's SSH port answers with a banner.</summary>
    Task<bool> AnswersAsync(HostEndpoint host, GuestKey guest, string address, CancellationToken ct);

    /// <summary>Everything on the host that carries this installation's name: domains, disks, mounts, filters, slices.</summary>
    Task<IReadOnlyList<GuestObservation>> ListAsync(HostEndpoint host, string installation, CancellationToken ct);

    /// <summary>What the interfaces of this installation's running guests have carried.</summary>
    Task<IReadOnlyList<GuestTraffic>> ReadTrafficAsync(HostEndpoint host, string installation, CancellationToken ct);

    /// <summary>Builds a system image's base on the host, or finds it built; progress lines go to <paramref name="progress"/>.</summary>
    Task<BuiltImage> BuildImageAsync(
        HostEndpoint host, string recipe, IProgress<string> progress, CancellationToken ct);
}

/// <summary>How to reach a host: <c>local</c>, or (later) a libvirt and SSH address.</summary>
/// <param name="HostId">Row id of the host.</param>
/// <param name="Address"><c>local</c> for this machine.</param>
public sealed record HostEndpoint(long HostId, string Address);

/// <summary>Names everything a guest has on a host. Made by the server from its own ids, never from customers' text.</summary>
/// <param name="Installation">The random id of this installation: 8 characters of a–z 0–9.</param>
/// <param name="Kind">The kind of resource: <c>server</c>.</param>
/// <param name="Id">Row id of the resource.</param>
public sealed record GuestKey(string Installation, string Kind, long Id)
{
    /// <summary>Name of the domain, directory, slice and filter: <c>hostelry_k3f9a2xz_server_12</c>; no '-', which nests slices.</summary>
    public string Name => FormattableString.Invariant($"hostelry_{Installation}_{Kind}_{Id}");
}

/// <summary>Carried by every effect. The host compares the token alone: it grows with every lease of any operation of the guest.</summary>
public sealed record Fence(long OperationId, long Token);

/// <summary>Everything that the definition and the disk of a guest are made of.</summary>
/// <param name="Key">Its names on the host.</param>
/// <param name="Uuid">Libvirt's uuid.</param>
/// <param name="BaseDigest">The image's base on the host, by digest.</param>
/// <param name="Cores">Whole CPUs.</param>
/// <param name="MemoryBytes">Hard limit.</param>
/// <param name="DiskBytes">Size of the disk file.</param>
/// <param name="Processes">Most processes and threads.</param>
/// <param name="UidBase">First host uid of the user-namespace map of 65,536.</param>
/// <param name="Nic">Its only network interface.</param>
public sealed record GuestSpec(
    GuestKey Key,
    Guid Uuid,
    string BaseDigest,
    int Cores,
    long MemoryBytes,
    long DiskBytes,
    int Processes,
    int UidBase,
    GuestNic Nic);

/// <summary>A network interface held to one MAC and one address.</summary>
/// <param name="Network">Name of the host's libvirt network.</param>
/// <param name="Mac">Six hex pairs with colons, locally administered.</param>
/// <param name="Ipv4">Dotted address.</param>
/// <param name="PrefixLength">Of the network.</param>
/// <param name="Gateway">Dotted address.</param>
/// <param name="Nameservers">Dotted addresses.</param>
public sealed record GuestNic(
    string Network, string Mac, string Ipv4, int PrefixLength, string Gateway, IReadOnlyList<string> Nameservers);

/// <summary>What a guest reads at its first boot. May hold secrets: never logged.</summary>
/// <param name="InstanceId">A new one makes cloud-init run again (rebuild).</param>
/// <param name="Hostname">RFC 1123, checked at intake.</param>
/// <param name="AuthorizedKeys">Public keys, one line each, checked at intake.</param>
/// <param name="RootPassword">Set when the customer gave no key; null locks password sign-in.</param>
/// <param name="UserData">cloud-init user-data, at most 32 KiB, passed through untouched.</param>
public sealed record GuestSeed(
    string InstanceId, string Hostname, IReadOnlyList<string> AuthorizedKeys, string? RootPassword, string? UserData);

public enum GuestRequest
{
    Shutdown,
    Reboot,
}

public enum GuestState
{
    /// <summary>No domain.</summary>
    Absent,
    Off,
    Running,
}

/// <summary>What a look at the host found of one guest.</summary>
/// <param name="Key">Its name.</param>
/// <param name="State">Of the domain.</param>
/// <param name="OperationId">The operation that last defined it, from the metadata; null when there is no domain.</param>
/// <param name="FenceToken">Newest fencing token the host has seen for this guest.</param>
/// <param name="HasDisk">A disk file, mount or directory is there.</param>
/// <param name="StartedAt">When the present run began; null when it is off.</param>
/// <param name="MemoryBytes">The limit in force, null when off.</param>
/// <param name="DiskBytes">Size of the disk; null when there is none.</param>
public sealed record GuestObservation(
    GuestKey Key,
    GuestState State,
    long? OperationId,
    long FenceToken,
    bool HasDisk,
    DateTimeOffset? StartedAt,
    long? MemoryBytes,
    long? DiskBytes);

/// <summary>A running guest's traffic since its run began.</summary>
/// <param name="Key">Whose.</param>
/// <param name="RunId">Another one for each run, as libvirt numbers them until it restarts.</param>
/// <param name="SentBytes">Bytes from the guest.</param>
/// <param name="ReceivedBytes">Bytes to the guest.</param>
public sealed record GuestTraffic(GuestKey Key, int RunId, long SentBytes, long ReceivedBytes);

/// <summary>What a host can do.</summary>
/// <param name="Kind"><c>hybrid</c> or <c>systemd</c>: who owns cgroups.</param>
/// <param name="LibvirtVersion">As 9.0.0.</param>
/// <param name="Cores">Online CPUs.</param>
/// <param name="MemoryBytes">Total.</param>
/// <param name="DiskBytes">Free for guests.</param>
/// <param name="Missing">What to do before servers can run here, one sentence each; empty when ready.</param>
public sealed record HostFacts(
    string Kind, string LibvirtVersion, int Cores, long MemoryBytes, long DiskBytes, IReadOnlyList<string> Missing);

/// <summary>A base that lies ready on a host.</summary>
/// <param name="Digest">sha256 over the base's content list; names the base on hosts.</param>
/// <param name="SizeBytes">On disk.</param>
public sealed record BuiltImage(string Digest, long SizeBytes);
