using System.Runtime.InteropServices;
using Hostelry.Virt.Native.Handles;

namespace Hostelry.Virt.Native;

/// <summary>libvirt-domain.h: domains and their events.</summary>
internal static unsafe partial class LibvirtDomain
{
    [LibraryImport(Library.Name, EntryPoint = "virConnectListAllDomains")]
    public static partial int ConnectListAllDomains(ConnectionHandle connection, nint** domains, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainLookupByName", StringMarshalling = StringMarshalling.Utf8)]
    public static partial DomainHandle DomainLookupByName(ConnectionHandle connection, string name);

    [LibraryImport(Library.Name, EntryPoint = "virDomainLookupByUUID")]
    public static partial DomainHandle DomainLookupByUUID(ConnectionHandle connection, byte* uuid);

    [LibraryImport(Library.Name, EntryPoint = "virDomainDefineXMLFlags", StringMarshalling = StringMarshalling.Utf8)]
    public static partial DomainHandle DomainDefineXMLFlags(ConnectionHandle connection, string xml, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainCreateXML", StringMarshalling = StringMarshalling.Utf8)]
    public static partial DomainHandle DomainCreateXML(ConnectionHandle connection, string xml, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainFree")]
    public static partial int DomainFree(nint domain);

    [LibraryImport(Library.Name, EntryPoint = "virDomainGetName")]
    public static partial nint DomainGetName(DomainHandle domain);

    [LibraryImport(Library.Name, EntryPoint = "virDomainGetName")]
    public static partial nint DomainGetNameRaw(nint domain);

    [LibraryImport(Library.Name, EntryPoint = "virDomainGetUUID")]
    public static partial int DomainGetUUID(DomainHandle domain, byte* uuid);

    [LibraryImport(Library.Name, EntryPoint = "virDomainGetUUID")]
    public static partial int DomainGetUUIDRaw(nint domain, byte* uuid);

    [LibraryImport(Library.Name, EntryPoint = "virDomainGetID")]
    public static partial uint DomainGetID(DomainHandle domain);

    [LibraryImport(Library.Name, EntryPoint = "virDomainCreateWithFlags")]
    public static partial int DomainCreateWithFlags(DomainHandle domain, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainDestroyFlags")]
    public static partial int DomainDestroyFlags(DomainHandle domain, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainShutdownFlags")]
    public static partial int DomainShutdownFlags(DomainHandle domain, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainReboot")]
    public static partial int DomainReboot(DomainHandle domain, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainReset")]
    public static partial int DomainReset(DomainHandle domain, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainSuspend")]
    public static partial int DomainSuspend(DomainHandle domain);

    [LibraryImport(Library.Name, EntryPoint = "virDomainResume")]
    public static partial int DomainResume(DomainHandle domain);

    [LibraryImport(Library.Name, EntryPoint = "virDomainSendProcessSignal")]
    public static partial int DomainSendProcessSignal(DomainHandle domain, long process, uint signal, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainUndefineFlags")]
    public static partial int DomainUndefineFlags(DomainHandle domain, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainGetAutostart")]
    public static partial int DomainGetAutostart(DomainHandle domain, out int autostart);

    [LibraryImport(Library.Name, EntryPoint = "virDomainSetAutostart")]
    public static partial int DomainSetAutostart(DomainHandle domain, int autostart);

    [LibraryImport(Library.Name, EntryPoint = "virDomainGetState")]
    public static partial int DomainGetState(DomainHandle domain, out int state, out int reason, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainGetInfo")]
    public static partial int DomainGetInfo(DomainHandle domain, out DomainInfoStruct info);

    [LibraryImport(Library.Name, EntryPoint = "virDomainIsActive")]
    public static partial int DomainIsActive(DomainHandle domain);

    [LibraryImport(Library.Name, EntryPoint = "virDomainIsPersistent")]
    public static partial int DomainIsPersistent(DomainHandle domain);

    [LibraryImport(Library.Name, EntryPoint = "virDomainGetXMLDesc")]
    public static partial nint DomainGetXMLDesc(DomainHandle domain, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainSetMetadata", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int DomainSetMetadata(DomainHandle domain, int type, string? metadata, string? key, string? uri, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainGetMetadata", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint DomainGetMetadata(DomainHandle domain, int type, string? uri, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainSetMemoryFlags")]
    public static partial int DomainSetMemoryFlags(DomainHandle domain, nuint kib, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainSetVcpusFlags")]
    public static partial int DomainSetVcpusFlags(DomainHandle domain, uint count, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainSetSchedulerParametersFlags")]
    public static partial int DomainSetSchedulerParametersFlags(DomainHandle domain, TypedParameterStruct* values, int count, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainGetMemoryParameters")]
    public static partial int DomainGetMemoryParameters(DomainHandle domain, TypedParameterStruct* values, int* count, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainSetMemoryParameters")]
    public static partial int DomainSetMemoryParameters(DomainHandle domain, TypedParameterStruct* values, int count, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainGetCPUStats")]
    public static partial int DomainGetCPUStats(DomainHandle domain, TypedParameterStruct* values, uint count, int firstCpu, uint cpus, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainMemoryStats")]
    public static partial int DomainMemoryStats(DomainHandle domain, DomainMemoryStatStruct* values, uint count, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainInterfaceStats", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int DomainInterfaceStats(DomainHandle domain, string device, out InterfaceStatsStruct stats, nuint size);

    [LibraryImport(Library.Name, EntryPoint = "virDomainInterfaceAddresses")]
    public static partial int DomainInterfaceAddresses(DomainHandle domain, DomainInterfaceStruct*** interfaces, uint source, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainInterfaceFree")]
    public static partial void DomainInterfaceFree(DomainInterfaceStruct* network);

    [LibraryImport(Library.Name, EntryPoint = "virDomainOpenConsole", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int DomainOpenConsole(DomainHandle domain, string? device, StreamHandle stream, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virDomainScreenshot")]
    public static partial nint DomainScreenshot(DomainHandle domain, StreamHandle stream, uint screen, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virConnectDomainEventRegisterAny")]
    public static partial int ConnectDomainEventRegisterAny(ConnectionHandle connection, nint domain, int kind, delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, int> callback, nint opaque, nint free);

    [LibraryImport(Library.Name, EntryPoint = "virConnectDomainEventDeregisterAny")]
    public static partial int ConnectDomainEventDeregisterAny(ConnectionHandle connection, int registration);
}

/// <summary><c>virDomainInfo</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DomainInfoStruct
{
    public byte State;
    public nuint MaxMemoryKib;
    public nuint MemoryKib;
    public ushort Vcpus;
    public ulong CpuNanoseconds;
}

/// <summary><c>virDomainMemoryStatStruct</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DomainMemoryStatStruct
{
    public int Tag;
    public ulong Value;
}

/// <summary><c>virDomainInterfaceStatsStruct</c>; -1 stands for unknown.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InterfaceStatsStruct
{
    public long ReceivedBytes;
    public long ReceivedPackets;
    public long ReceiveErrors;
    public long ReceiveDrops;
    public long SentBytes;
    public long SentPackets;
    public long SendErrors;
    public long SendDrops;
}

/// <summary><c>virDomainInterface</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DomainInterfaceStruct
{
    public nint Name;
    public nint HardwareAddress;
    public uint AddressCount;
    public IpAddressStruct* Addresses;
}

/// <summary><c>virDomainIPAddress</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IpAddressStruct
{
    public int Type;
    public nint Address;
    public uint Prefix;
}
