using Hostelry.Virt.Native;
using Hostelry.Virt.Native.Handles;

namespace Hostelry.Virt;

/// <summary>
/// A place for volumes: a directory, a volume group, a Ceph pool. All methods throw <see cref="LibvirtException"/> with
/// <see cref="LibvirtErrorCode.NoStoragePool"/> when it is gone. See libvirt-storage.h.
/// </summary>
public sealed class StoragePool : LibvirtObject
{
    private readonly StoragePoolHandle _handle;

    private StoragePool(Connection connection, StoragePoolHandle handle, string name, Guid uuid)
        : base(connection, handle, name, uuid) => _handle = handle;

    /// <summary>Makes what the definition describes: the directory, the volume group. What is there already is kept.</summary>
    public Task BuildAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtStorage.StoragePoolBuild(_handle, 0)), ct);

    /// <summary>Starts it. <see cref="LibvirtErrorCode.OperationInvalid"/> when it runs already.</summary>
    public Task StartAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtStorage.StoragePoolCreate(_handle, 0)), ct);

    /// <summary>Looks for volumes that came or went by other ways.</summary>
    public Task RefreshAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtStorage.StoragePoolRefresh(_handle, 0)), ct);

    /// <summary>Stops it; definition and volumes stay.</summary>
    public Task DestroyAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtStorage.StoragePoolDestroy(_handle)), ct);

    /// <summary>Removes what <see cref="BuildAsync"/> made, volumes included where the kind of pool so decides. It must be stopped.</summary>
    public Task DeleteAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtStorage.StoragePoolDelete(_handle, 0)), ct);

    /// <summary>Removes the definition; volumes stay. It must be stopped.</summary>
    public Task UndefineAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtStorage.StoragePoolUndefine(_handle)), ct);

    /// <summary>Whether it runs.</summary>
    public Task<bool> IsActiveAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.YesOrNo(LibvirtStorage.StoragePoolIsActive(_handle)), ct);

    /// <summary>Whether it starts with the host (with the daemon).</summary>
    public Task<bool> GetAutostartAsync(CancellationToken ct = default) =>
        CallAsync(
            () =>
            {
                Check.NotNegative(LibvirtStorage.StoragePoolGetAutostart(_handle, out int autostart));
                return autostart != 0;
            },
            ct);

    /// <summary>Lets it start with the host, or not.</summary>
    public Task SetAutostartAsync(bool autostart, CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtStorage.StoragePoolSetAutostart(_handle, autostart ? 1 : 0)), ct);

    /// <summary>Its state and room.</summary>
    public Task<StoragePoolInfo> GetInfoAsync(CancellationToken ct = default) =>
        CallAsync(
            () =>
            {
                Check.NotNegative(LibvirtStorage.StoragePoolGetInfo(_handle, out StoragePoolInfoStruct info));
                return new StoragePoolInfo(
                    (StoragePoolState)info.State, checked((long)info.Capacity), checked((long)info.Allocation), checked((long)info.Available));
            },
            ct);

    /// <summary>Its description.</summary>
    public Task<string> GetXmlAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.OwnedText(LibvirtStorage.StoragePoolGetXMLDesc(_handle, 0)), ct);

    /// <summary>Its volumes, in no order. Dispose each. It must run.</summary>
    public Task<IReadOnlyList<StorageVolume>> ListVolumesAsync(CancellationToken ct = default)
    {
        unsafe
        {
            return CallAsync(
                () => Connection.ReadList(
                    list => LibvirtStorage.StoragePoolListAllVolumes(_handle, (nint**)list, 0),
                    owned => StorageVolume.Own(Connection, new StorageVolumeHandle(owned))),
                ct);
        }
    }

    /// <summary>The volume of that name, or null. Dispose it.</summary>
    public Task<StorageVolume?> FindVolumeAsync(string name, CancellationToken ct = default) =>
        CallAsync(
            () => Connection.NullWhen(
                LibvirtErrorCode.NoStorageVolume,
                () => StorageVolume.Own(Connection, LibvirtStorage.StorageVolLookupByName(_handle, Check.Text(name)))),
            ct);

    /// <summary>Makes a volume. <see cref="LibvirtErrorCode.StorageVolumeExist"/> when the name is taken. Dispose the result.</summary>
    public Task<StorageVolume> CreateVolumeAsync(string xml, CancellationToken ct = default) =>
        CallAsync(() => StorageVolume.Own(Connection, LibvirtStorage.StorageVolCreateXML(_handle, Check.Text(xml), 0)), ct);

    internal static StoragePool Own(Connection connection, StoragePoolHandle handle)
    {
        Check.Handle(handle);
        string name = Check.BorrowedText(LibvirtStorage.StoragePoolGetName(handle));
        unsafe
        {
            return new StoragePool(
                connection, handle, name, ReadUuid(bytes => LibvirtStorage.StoragePoolGetUUID(handle, (byte*)bytes)));
        }
    }
}

/// <summary>What a storage pool does.</summary>
public enum StoragePoolState
{
    /// <summary>Stopped.</summary>
    Inactive = 0,

    /// <summary>Being built.</summary>
    Building = 1,

    /// <summary>In use.</summary>
    Running = 2,

    /// <summary>In use, not well.</summary>
    Degraded = 3,

    /// <summary>Started, but out of reach.</summary>
    Inaccessible = 4,
}

/// <summary>A storage pool's state and room, in bytes.</summary>
/// <param name="State">What it does.</param>
/// <param name="Capacity">All of it.</param>
/// <param name="Allocation">Used.</param>
/// <param name="Available">Free.</param>
public sealed record StoragePoolInfo(StoragePoolState State, long Capacity, long Allocation, long Available);
