using System.Runtime.InteropServices;
using Hostelry.Virt.Native;

namespace Hostelry.Virt;

public sealed partial class Connection
{
    /// <summary>The driver behind the connection: <c>LXC</c>, <c>QEMU</c>, <c>TEST</c>.</summary>
    public Task<string> GetDriverAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.BorrowedText(LibvirtHost.ConnectGetType(_handle)), ct);

    /// <summary>The host's own name, as the daemon sees it.</summary>
    public Task<string> GetHostnameAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.OwnedText(LibvirtHost.ConnectGetHostname(_handle)), ct);

    /// <summary>Version of libvirt on the daemon's side.</summary>
    public Task<Version> GetLibvirtVersionAsync(CancellationToken ct = default) =>
        CallAsync(
            () =>
            {
                Check.NotNegative(LibvirtHost.ConnectGetLibVersion(_handle, out nuint version));
                return ToVersion(version);
            },
            ct);

    /// <summary>Version of what runs the guests: QEMU's, or the kernel's for containers.</summary>
    public Task<Version> GetHypervisorVersionAsync(CancellationToken ct = default) =>
        CallAsync(
            () =>
            {
                Check.NotNegative(LibvirtHost.ConnectGetVersion(_handle, out nuint version));
                return ToVersion(version);
            },
            ct);

    /// <summary>What the host can run, as libvirt's capabilities document.</summary>
    public Task<string> GetCapabilitiesAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.OwnedText(LibvirtHost.ConnectGetCapabilities(_handle)), ct);

    /// <summary>
    /// CPUs and memory of the host. On machines with hot-plugged memory its size is wrong here: ask
    /// <see cref="GetHostMemoryAsync"/> when placing guests.
    /// </summary>
    public Task<HostInfo> GetHostInfoAsync(CancellationToken ct = default) => CallAsync(ReadHostInfo, ct);

    /// <summary>The host's memory now. Not offered by the test driver (<see cref="LibvirtErrorCode.NoSupport"/>).</summary>
    public Task<HostMemory> GetHostMemoryAsync(CancellationToken ct = default) => CallAsync(ReadHostMemory, ct);

    private unsafe HostInfo ReadHostInfo()
    {
        NodeInfoStruct info;
        Check.NotNegative(LibvirtHost.NodeGetInfo(_handle, &info));
        return new HostInfo(
            Marshal.PtrToStringUTF8((nint)info.Model) ?? "",
            (long)info.MemoryKib * 1024,
            (int)info.Cpus,
            (int)info.Mhz,
            (int)info.Nodes,
            (int)info.Sockets,
            (int)info.Cores,
            (int)info.Threads);
    }

    private unsafe HostMemory ReadHostMemory()
    {
        const int AllCells = -1;
        int count = 0;
        Check.NotNegative(LibvirtHost.NodeGetMemoryStats(_handle, AllCells, null, &count, 0));
        NodeStatStruct[] values = new NodeStatStruct[count];
        Dictionary<string, long> bytes = new(StringComparer.Ordinal);
        fixed (NodeStatStruct* first = values)
        {
            Check.NotNegative(LibvirtHost.NodeGetMemoryStats(_handle, AllCells, first, &count, 0));
            for (int index = 0; index < count; index++)
            {
                bytes[Marshal.PtrToStringUTF8((nint)first[index].Field)!] = checked((long)first[index].Value * 1024);
            }
        }

        return new HostMemory(
            bytes.GetValueOrDefault("total"),
            bytes.GetValueOrDefault("free"),
            bytes.GetValueOrDefault("buffers"),
            bytes.GetValueOrDefault("cached"));
    }
}

/// <summary>What a host is made of.</summary>
/// <param name="Model">Its CPUs' architecture or model, <c>x86_64</c>.</param>
/// <param name="MemoryBytes">Memory at boot.</param>
/// <param name="Cpus">Online CPUs.</param>
/// <param name="Mhz">Nominal; 0 when unknown.</param>
/// <param name="NumaNodes">NUMA nodes, at least 1.</param>
/// <param name="Sockets">Sockets in each node.</param>
/// <param name="CoresPerSocket">Cores in each socket.</param>
/// <param name="ThreadsPerCore">Threads in each core.</param>
public sealed record HostInfo(
    string Model, long MemoryBytes, int Cpus, int Mhz, int NumaNodes, int Sockets, int CoresPerSocket, int ThreadsPerCore);

/// <summary>A host's memory, in bytes.</summary>
/// <param name="Total">All of it.</param>
/// <param name="Free">Used by nobody.</param>
/// <param name="Buffers">Used by buffers, given up on demand.</param>
/// <param name="Cached">Used by the page cache, given up on demand.</param>
public sealed record HostMemory(long Total, long Free, long Buffers, long Cached);
