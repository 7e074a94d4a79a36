using System.Globalization;
using System.Net;
using Hostelry.Virt;
using Hostelry.Virt.Definitions;

namespace Hostelry.Provisioning.Hypervisor;

/// <summary>How a guest looks to libvirt: its domain, its interface's filter, its host's network.</summary>
internal static class GuestDomain
{
    private const string Root = "/var/lib/hostelry-host/guests";

    // Where the host's file that becomes process 1 appears in the guest: bound read-only, so the guest cannot replace it.
    private const string Init = "/.hostelry-init";

    /// <summary>Holds every guest's interface to its own MAC and address; one filter for a network, the addresses are parameters.</summary>
    public static NetworkFilterDefinition Filter(GuestNic nic, GuestSettings settings) => new()
    {
        Name = FilterName(nic),
        Uuid = StableUuid.From("filter/" + FilterName(nic)),
        ClosedTcpPorts = settings.TcpPorts(),
        ClosedNetworks = settings.Networks(),
        ReachableAddresses = [.. nic.Nameservers.Append(nic.Gateway).Distinct(StringComparer.Ordinal).Select(IPAddress.Parse)],
    };

    /// <summary>The network that guests hang on; its bridge is named after it.</summary>
    public static NetworkDefinition Network(GuestNic nic) => new()
    {
        Name = nic.Network,
        Uuid = StableUuid.From("network/" + nic.Network),
        Bridge = Bridge(nic),
        Addresses = [(IPAddress.Parse(nic.Gateway), nic.PrefixLength)],
        Dns = true,
    };

    public static ContainerDefinition Build(GuestSpec guest, Fence fence, HostAnswer host) => new()
    {
        Name = guest.Key.Name,
        Uuid = guest.Uuid,

        // libvirt's own limit is not the boundary (see docs/decisions): it is left at the host's size so that the real one,
        // above it, can be raised while the guest runs.
        MemoryBytes = host.MemoryBytes,
        CurrentMemoryBytes = guest.MemoryBytes,
        Vcpus = guest.Cores,
        IdMap = new UserNamespaceMap(guest.UidBase),
        ResourcePartition = "/machine/" + guest.Key.Name,
        Init = Init,
        EmulatorPath = host.Emulator,
        Capabilities = CapabilityPolicy.Allow,
        Filesystems =
        [
            new BindFilesystem($"{Root}/{guest.Key.Name}/root", "/"),
            new BindFilesystem(host.Init, Init) { ReadOnly = true },
            .. host.ProcFiles.Select(file => new BindFilesystem(file, "/proc/" + Path.GetFileName(file))),
        ],
        Interfaces = [Interface(guest)],
        Metadata = new GuestMetadata
        {
            Installation = guest.Key.Installation,
            Kind = guest.Key.Kind,
            Id = guest.Key.Id,
            Operation = fence.OperationId,
            Fence = fence.Token,
            BaseDigest = guest.BaseDigest,
            DiskBytes = guest.DiskBytes,
            More = StartFacts(guest),
        },
    };

    // What the start hook needs; it reads the domain, not our database.
    private static Dictionary<string, string> StartFacts(GuestSpec guest) => new(StringComparer.Ordinal)
    {
        ["uid-base"] = guest.UidBase.ToString(CultureInfo.InvariantCulture),
        ["memory"] = guest.MemoryBytes.ToString(CultureInfo.InvariantCulture),
        ["cores"] = guest.Cores.ToString(CultureInfo.InvariantCulture),
        ["processes"] = guest.Processes.ToString(CultureInfo.InvariantCulture),
        ["address"] = guest.Nic.Ipv4,
        ["mac"] = guest.Nic.Mac,
        ["bridge"] = Bridge(guest.Nic),
        ["port"] = Port(guest.Key),
    };

    private static InterfaceDefinition Interface(GuestSpec guest) => new()
    {
        Network = guest.Nic.Network,
        Mac = guest.Nic.Mac,
        GuestDevice = "eth0",

        // The filter's bindings go by this name, so it must be known before the start.
        HostDevice = Port(guest.Key),
        Filter = NetworkFilterDefinition.Reference(FilterName(guest.Nic), [guest.Nic.Ipv4], []),
    };

    /// <summary>The host's end, at most 15 characters: <c>h</c>, three of the installation, the id in base 36 (2⁵³ takes eleven).</summary>
    private static string Port(GuestKey key)
    {
        const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";
        Span<char> text = stackalloc char[11];
        int first = text.Length;
        for (long rest = key.Id; rest > 0; rest /= 36)
        {
            text[--first] = Digits[(int)(rest % 36)];
        }

        return $"h{key.Installation[..3]}{text[first..]}";
    }

    private static string FilterName(GuestNic nic) => "hostelry-guest-" + nic.Network;

    private static string Bridge(GuestNic nic) => nic.Network.Length <= 14
        ? nic.Network + "0"
        : throw new HypervisorException(HypervisorErrorKind.Refused, "A network's name has at most 14 characters: its bridge is named after it.");
}
