using System.Runtime.InteropServices;
using Hostelry.Virt.Native.Handles;

namespace Hostelry.Virt.Native;

/// <summary>libvirt-network.h: virtual networks.</summary>
internal static unsafe partial class LibvirtNetwork
{
    [LibraryImport(Library.Name, EntryPoint = "virConnectListAllNetworks")]
    public static partial int ConnectListAllNetworks(ConnectionHandle connection, nint** networks, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkLookupByName", StringMarshalling = StringMarshalling.Utf8)]
    public static partial NetworkHandle NetworkLookupByName(ConnectionHandle connection, string name);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkLookupByUUID")]
    public static partial NetworkHandle NetworkLookupByUUID(ConnectionHandle connection, byte* uuid);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkDefineXMLFlags", StringMarshalling = StringMarshalling.Utf8)]
    public static partial NetworkHandle NetworkDefineXMLFlags(ConnectionHandle connection, string xml, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkFree")]
    public static partial int NetworkFree(nint network);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkGetName")]
    public static partial nint NetworkGetName(NetworkHandle network);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkGetUUID")]
    public static partial int NetworkGetUUID(NetworkHandle network, byte* uuid);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkCreate")]
    public static partial int NetworkCreate(NetworkHandle network);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkDestroy")]
    public static partial int NetworkDestroy(NetworkHandle network);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkUndefine")]
    public static partial int NetworkUndefine(NetworkHandle network);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkUpdate", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int NetworkUpdate(NetworkHandle network, uint command, uint section, int parent, string xml, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkGetAutostart")]
    public static partial int NetworkGetAutostart(NetworkHandle network, out int autostart);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkSetAutostart")]
    public static partial int NetworkSetAutostart(NetworkHandle network, int autostart);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkIsActive")]
    public static partial int NetworkIsActive(NetworkHandle network);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkIsPersistent")]
    public static partial int NetworkIsPersistent(NetworkHandle network);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkGetBridgeName")]
    public static partial nint NetworkGetBridgeName(NetworkHandle network);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkGetXMLDesc")]
    public static partial nint NetworkGetXMLDesc(NetworkHandle network, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkGetDHCPLeases", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int NetworkGetDHCPLeases(NetworkHandle network, string? mac, DhcpLeaseStruct*** leases, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virNetworkDHCPLeaseFree")]
    public static partial void NetworkDHCPLeaseFree(DhcpLeaseStruct* lease);
}

/// <summary><c>virNetworkDHCPLease</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DhcpLeaseStruct
{
    public nint Interface;
    public long ExpiresAt;
    public int Type;
    public nint Mac;
    public nint AssociationId;
    public nint Address;
    public uint Prefix;
    public nint Hostname;
    public nint ClientId;
}
