using System.Runtime.InteropServices;
using Hostelry.Virt.Native.Handles;

namespace Hostelry.Virt.Native;

/// <summary>libvirt-host.h: connections and the host.</summary>
internal static unsafe partial class LibvirtHost
{
    [LibraryImport(Library.Name, EntryPoint = "virInitialize")]
    public static partial int Initialize();

    [LibraryImport(Library.Name, EntryPoint = "virGetVersion")]
    public static partial int GetVersion(out nuint library, nint type, nint typeVersion);

    [LibraryImport(Library.Name, EntryPoint = "virConnectOpen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ConnectionHandle ConnectOpen(string uri);

    [LibraryImport(Library.Name, EntryPoint = "virConnectOpenReadOnly", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ConnectionHandle ConnectOpenReadOnly(string uri);

    [LibraryImport(Library.Name, EntryPoint = "virConnectClose")]
    public static partial int ConnectClose(nint connection);

    [LibraryImport(Library.Name, EntryPoint = "virConnectSetKeepAlive")]
    public static partial int ConnectSetKeepAlive(ConnectionHandle connection, int seconds, uint count);

    [LibraryImport(Library.Name, EntryPoint = "virConnectIsAlive")]
    public static partial int ConnectIsAlive(ConnectionHandle connection);

    [LibraryImport(Library.Name, EntryPoint = "virConnectRegisterCloseCallback")]
    public static partial int ConnectRegisterCloseCallback(ConnectionHandle connection, delegate* unmanaged[Cdecl]<nint, int, nint, void> callback, nint opaque, nint free);

    [LibraryImport(Library.Name, EntryPoint = "virConnectUnregisterCloseCallback")]
    public static partial int ConnectUnregisterCloseCallback(ConnectionHandle connection, delegate* unmanaged[Cdecl]<nint, int, nint, void> callback);

    [LibraryImport(Library.Name, EntryPoint = "virConnectGetType")]
    public static partial nint ConnectGetType(ConnectionHandle connection);

    [LibraryImport(Library.Name, EntryPoint = "virConnectGetURI")]
    public static partial nint ConnectGetURI(ConnectionHandle connection);

    [LibraryImport(Library.Name, EntryPoint = "virConnectGetHostname")]
    public static partial nint ConnectGetHostname(ConnectionHandle connection);

    [LibraryImport(Library.Name, EntryPoint = "virConnectGetCapabilities")]
    public static partial nint ConnectGetCapabilities(ConnectionHandle connection);

    [LibraryImport(Library.Name, EntryPoint = "virConnectGetVersion")]
    public static partial int ConnectGetVersion(ConnectionHandle connection, out nuint version);

    [LibraryImport(Library.Name, EntryPoint = "virConnectGetLibVersion")]
    public static partial int ConnectGetLibVersion(ConnectionHandle connection, out nuint version);

    [LibraryImport(Library.Name, EntryPoint = "virNodeGetInfo")]
    public static partial int NodeGetInfo(ConnectionHandle connection, NodeInfoStruct* info);

    [LibraryImport(Library.Name, EntryPoint = "virNodeGetMemoryStats")]
    public static partial int NodeGetMemoryStats(ConnectionHandle connection, int cell, NodeStatStruct* values, int* count, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virNodeGetCPUStats")]
    public static partial int NodeGetCPUStats(ConnectionHandle connection, int cpu, NodeStatStruct* values, int* count, uint flags);
}

/// <summary><c>virNodeInfo</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NodeInfoStruct
{
    public fixed byte Model[32];
    public nuint MemoryKib;
    public uint Cpus;
    public uint Mhz;
    public uint Nodes;
    public uint Sockets;
    public uint Cores;
    public uint Threads;
}

/// <summary><c>virNodeMemoryStats</c> and <c>virNodeCPUStats</c>, which look alike.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NodeStatStruct
{
    public fixed byte Field[80];
    public ulong Value;
}
