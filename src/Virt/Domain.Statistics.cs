using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hostelry.Virt.Native;

namespace Hostelry.Virt;

public sealed partial class Domain
{
    /// <summary>CPU time of the present run, all CPUs together.</summary>
    public Task<CpuStatistics> GetCpuStatisticsAsync(CancellationToken ct = default) => CallAsync(ReadCpu, ct);

    /// <summary>Memory in use. The guest must run.</summary>
    public Task<MemoryStatistics> GetMemoryStatisticsAsync(CancellationToken ct = default) => CallAsync(ReadMemoryStatistics, ct);

    /// <summary>Traffic of one interface since the run began, seen from the guest.</summary>
    /// <param name="device">The interface's name on the host (<c>vnet3</c>) or its MAC.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public Task<InterfaceStatistics> GetInterfaceStatisticsAsync(string device, CancellationToken ct = default) =>
        CallAsync(
            () =>
            {
                Check.NotNegative(LibvirtDomain.DomainInterfaceStats(
                    _handle, Check.Text(device), out InterfaceStatsStruct stats, (nuint)Unsafe.SizeOf<InterfaceStatsStruct>()));
                return new InterfaceStatistics(
                    stats.ReceivedBytes,
                    stats.ReceivedPackets,
                    stats.ReceiveErrors,
                    stats.ReceiveDrops,
                    stats.SentBytes,
                    stats.SentPackets,
                    stats.SendErrors,
                    stats.SendDrops);
            },
            ct);

    /// <summary>The addresses of its interfaces, as far as the source knows.</summary>
    public Task<IReadOnlyList<InterfaceAddresses>> GetInterfaceAddressesAsync(AddressSource source, CancellationToken ct = default) =>
        CallAsync(() => ReadAddresses(source), ct);

    private unsafe CpuStatistics ReadCpu()
    {
        const int AllTogether = -1;
        int room = Check.NotNegative(LibvirtDomain.DomainGetCPUStats(_handle, null, 0, AllTogether, 1, 0));
        Dictionary<string, object> values = TypedParameters.Get(room, (first, count) =>
        {
            int filled = LibvirtDomain.DomainGetCPUStats(_handle, first, (uint)*count, AllTogether, 1, 0);
            *count = Math.Max(filled, 0);
            return filled;
        });
        return new CpuStatistics(Time("cpu_time") ?? TimeSpan.Zero, Time("user_time"), Time("system_time"));

        TimeSpan? Time(string name) => values.GetValueOrDefault(name) is ulong nanoseconds ? Nanoseconds(nanoseconds) : null;
    }

    private unsafe MemoryStatistics ReadMemoryStatistics()
    {
        // Room for tags of later versions: libvirt fills at most what is there.
        const int Room = 32;
        DomainMemoryStatStruct* values = stackalloc DomainMemoryStatStruct[Room];
        int count = Check.NotNegative(LibvirtDomain.DomainMemoryStats(_handle, values, Room, 0));
        Dictionary<int, ulong> byTag = [];
        for (int index = 0; index < count; index++)
        {
            byTag[values[index].Tag] = values[index].Value;
        }

        // Tags from libvirt-domain.h, virDomainMemoryStatTags; sizes are in KiB.
        return new MemoryStatistics
        {
            SwappedInBytes = Size(0),
            SwappedOutBytes = Size(1),
            MajorFaults = Number(2),
            MinorFaults = Number(3),
            UnusedBytes = Size(4),
            AvailableBytes = Size(5),
            GivenBytes = Size(6),
            ResidentBytes = Size(7),
            UsableBytes = Size(8),
            DiskCacheBytes = Size(10),
        };

        long? Number(int tag) => byTag.TryGetValue(tag, out ulong value) ? checked((long)value) : null;
        long? Size(int tag) => Number(tag) is { } kib ? checked(kib * 1024) : null;
    }

    private unsafe IReadOnlyList<InterfaceAddresses> ReadAddresses(AddressSource source)
    {
        DomainInterfaceStruct** interfaces = null;
        int count = LibvirtDomain.DomainInterfaceAddresses(_handle, &interfaces, (uint)source, 0);
        return Check.OwnedList(count, (nint*)interfaces, one =>
        {
            DomainInterfaceStruct* network = (DomainInterfaceStruct*)one;
            List<(IPAddress Address, int PrefixLength)> addresses = [];
            for (uint index = 0; index < network->AddressCount; index++)
            {
                IpAddressStruct address = network->Addresses[index];
                if (IPAddress.TryParse(Marshal.PtrToStringUTF8(address.Address), out IPAddress? parsed))
                {
                    addresses.Add((parsed, (int)address.Prefix));
                }
            }

            InterfaceAddresses result = new(
                Marshal.PtrToStringUTF8(network->Name) ?? "", Marshal.PtrToStringUTF8(network->HardwareAddress), addresses);
            LibvirtDomain.DomainInterfaceFree(network);
            return result;
        });
    }
}

/// <summary>CPU time of a run.</summary>
/// <param name="Total">All of it.</param>
/// <param name="User">In the guest's or its processes' user mode; null when the driver does not tell.</param>
/// <param name="System">In the kernel; null when the driver does not tell.</param>
public sealed record CpuStatistics(TimeSpan Total, TimeSpan? User, TimeSpan? System);

/// <summary>Memory of a running guest; null is what the driver does not tell.</summary>
public sealed record MemoryStatistics
{
    /// <summary>Read back from swap since the start.</summary>
    public long? SwappedInBytes { get; init; }

    /// <summary>Written to swap since the start.</summary>
    public long? SwappedOutBytes { get; init; }

    /// <summary>Page faults that needed a disk.</summary>
    public long? MajorFaults { get; init; }

    /// <summary>Page faults that needed none.</summary>
    public long? MinorFaults { get; init; }

    /// <summary>Used for nothing, as the guest sees it.</summary>
    public long? UnusedBytes { get; init; }

    /// <summary>All that the guest sees.</summary>
    public long? AvailableBytes { get; init; }

    /// <summary>What the guest was given (the balloon's size; the limit of a container).</summary>
    public long? GivenBytes { get; init; }

    /// <summary>What it occupies on the host.</summary>
    public long? ResidentBytes { get; init; }

    /// <summary>What its programs could still get without swapping.</summary>
    public long? UsableBytes { get; init; }

    /// <summary>Its page cache.</summary>
    public long? DiskCacheBytes { get; init; }
}

/// <summary>Traffic of an interface; -1 stands for what the driver does not tell.</summary>
/// <param name="ReceivedBytes">Bytes to the guest.</param>
/// <param name="ReceivedPackets">Packets to the guest.</param>
/// <param name="ReceiveErrors">Errors on the way to the guest.</param>
/// <param name="ReceiveDrops">Packets dropped on the way to the guest.</param>
/// <param name="SentBytes">Bytes from the guest.</param>
/// <param name="SentPackets">Packets from the guest.</param>
/// <param name="SendErrors">Errors on the way from the guest.</param>
/// <param name="SendDrops">Packets dropped on the way from the guest.</param>
public sealed record InterfaceStatistics(
    long ReceivedBytes,
    long ReceivedPackets,
    long ReceiveErrors,
    long ReceiveDrops,
    long SentBytes,
    long SentPackets,
    long SendErrors,
    long SendDrops);

/// <summary>Who is asked for a guest's addresses.</summary>
public enum AddressSource
{
    /// <summary>The leases of libvirt's DHCP server.</summary>
    Lease = 0,

    /// <summary>The agent in the guest.</summary>
    Agent = 1,

    /// <summary>The host's neighbour table.</summary>
    Arp = 2,
}

/// <summary>An interface and its addresses.</summary>
/// <param name="Name">Its name, on the host or in the guest by source.</param>
/// <param name="Mac">Six hexadecimal pairs with colons; null when unknown.</param>
/// <param name="Addresses">Addresses with prefix length.</param>
public sealed record InterfaceAddresses(string Name, string? Mac, IReadOnlyList<(IPAddress Address, int PrefixLength)> Addresses);
