using System.Runtime.InteropServices;
using Hostelry.Virt.Native.Handles;

namespace Hostelry.Virt.Native;

/// <summary>libvirt-storage.h: storage pools and volumes.</summary>
internal static unsafe partial class LibvirtStorage
{
    [LibraryImport(Library.Name, EntryPoint = "virConnectListAllStoragePools")]
    public static partial int ConnectListAllStoragePools(ConnectionHandle connection, nint** pools, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolLookupByName", StringMarshalling = StringMarshalling.Utf8)]
    public static partial StoragePoolHandle StoragePoolLookupByName(ConnectionHandle connection, string name);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolLookupByUUID")]
    public static partial StoragePoolHandle StoragePoolLookupByUUID(ConnectionHandle connection, byte* uuid);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolDefineXML", StringMarshalling = StringMarshalling.Utf8)]
    public static partial StoragePoolHandle StoragePoolDefineXML(ConnectionHandle connection, string xml, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolFree")]
    public static partial int StoragePoolFree(nint pool);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolGetName")]
    public static partial nint StoragePoolGetName(StoragePoolHandle pool);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolGetUUID")]
    public static partial int StoragePoolGetUUID(StoragePoolHandle pool, byte* uuid);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolBuild")]
    public static partial int StoragePoolBuild(StoragePoolHandle pool, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolCreate")]
    public static partial int StoragePoolCreate(StoragePoolHandle pool, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolRefresh")]
    public static partial int StoragePoolRefresh(StoragePoolHandle pool, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolDestroy")]
    public static partial int StoragePoolDestroy(StoragePoolHandle pool);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolDelete")]
    public static partial int StoragePoolDelete(StoragePoolHandle pool, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolUndefine")]
    public static partial int StoragePoolUndefine(StoragePoolHandle pool);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolIsActive")]
    public static partial int StoragePoolIsActive(StoragePoolHandle pool);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolGetAutostart")]
    public static partial int StoragePoolGetAutostart(StoragePoolHandle pool, out int autostart);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolSetAutostart")]
    public static partial int StoragePoolSetAutostart(StoragePoolHandle pool, int autostart);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolGetInfo")]
    public static partial int StoragePoolGetInfo(StoragePoolHandle pool, out StoragePoolInfoStruct info);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolGetXMLDesc")]
    public static partial nint StoragePoolGetXMLDesc(StoragePoolHandle pool, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virStoragePoolListAllVolumes")]
    public static partial int StoragePoolListAllVolumes(StoragePoolHandle pool, nint** volumes, uint flags);


    [LibraryImport(Library.Name, EntryPoint = "virStorageVolLookupByName", StringMarshalling = StringMarshalling.Utf8)]
    public static partial StorageVolumeHandle StorageVolLookupByName(StoragePoolHandle pool, string name);

    [LibraryImport(Library.Name, EntryPoint = "virStorageVolCreateXML", StringMarshalling = StringMarshalling.Utf8)]
    public static partial StorageVolumeHandle StorageVolCreateXML(StoragePoolHandle pool, string xml, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virStorageVolFree")]
    public static partial int StorageVolFree(nint volume);

    [LibraryImport(Library.Name, EntryPoint = "virStorageVolGetName")]
    public static partial nint StorageVolGetName(StorageVolumeHandle volume);

    [LibraryImport(Library.Name, EntryPoint = "virStorageVolGetKey")]
    public static partial nint StorageVolGetKey(StorageVolumeHandle volume);

    [LibraryImport(Library.Name, EntryPoint = "virStorageVolGetPath")]
    public static partial nint StorageVolGetPath(StorageVolumeHandle volume);

    [LibraryImport(Library.Name, EntryPoint = "virStorageVolGetInfo")]
    public static partial int StorageVolGetInfo(StorageVolumeHandle volume, out StorageVolumeInfoStruct info);

    [LibraryImport(Library.Name, EntryPoint = "virStorageVolGetXMLDesc")]
    public static partial nint StorageVolGetXMLDesc(StorageVolumeHandle volume, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virStorageVolResize")]
    public static partial int StorageVolResize(StorageVolumeHandle volume, ulong capacity, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virStorageVolWipe")]
    public static partial int StorageVolWipe(StorageVolumeHandle volume, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virStorageVolDelete")]
    public static partial int StorageVolDelete(StorageVolumeHandle volume, uint flags);
}

/// <summary><c>virStoragePoolInfo</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StoragePoolInfoStruct
{
    public int State;
    public ulong Capacity;
    public ulong Allocation;
    public ulong Available;
}

/// <summary><c>virStorageVolInfo</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StorageVolumeInfoStruct
{
    public int Type;
    public ulong Capacity;
    public ulong Allocation;
}
