using System.Runtime.InteropServices;
using Hostelry.Virt.Native.Handles;

namespace Hostelry.Virt.Native;

/// <summary>libvirt-nwfilter.h: network filters.</summary>
internal static unsafe partial class LibvirtNetworkFilter
{
    [LibraryImport(Library.Name, EntryPoint = "virConnectListAllNWFilters")]
    public static partial int ConnectListAllNWFilters(ConnectionHandle connection, nint** filters, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virNWFilterLookupByName", StringMarshalling = StringMarshalling.Utf8)]
    public static partial NetworkFilterHandle NWFilterLookupByName(ConnectionHandle connection, string name);

    [LibraryImport(Library.Name, EntryPoint = "virNWFilterDefineXML", StringMarshalling = StringMarshalling.Utf8)]
    public static partial NetworkFilterHandle NWFilterDefineXML(ConnectionHandle connection, string xml);

    [LibraryImport(Library.Name, EntryPoint = "virNWFilterFree")]
    public static partial int NWFilterFree(nint filter);

    [LibraryImport(Library.Name, EntryPoint = "virNWFilterGetName")]
    public static partial nint NWFilterGetName(NetworkFilterHandle filter);

    [LibraryImport(Library.Name, EntryPoint = "virNWFilterGetUUID")]
    public static partial int NWFilterGetUUID(NetworkFilterHandle filter, byte* uuid);

    [LibraryImport(Library.Name, EntryPoint = "virNWFilterUndefine")]
    public static partial int NWFilterUndefine(NetworkFilterHandle filter);

    [LibraryImport(Library.Name, EntryPoint = "virNWFilterGetXMLDesc")]
    public static partial nint NWFilterGetXMLDesc(NetworkFilterHandle filter, uint flags);
}
