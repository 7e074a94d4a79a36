using Hostelry.Virt.Native;
using Hostelry.Virt.Native.Handles;

namespace Hostelry.Virt;

/// <summary>
/// A disk in a storage pool. All methods throw <see cref="LibvirtException"/> with <see cref="LibvirtErrorCode.NoStorageVolume"/>
/// when it is gone. It has no UUID. See libvirt-storage.h.
/// </summary>
public sealed class StorageVolume : LibvirtObject
{
    private readonly StorageVolumeHandle _handle;

    private StorageVolume(Connection connection, StorageVolumeHandle handle, string name, string key)
        : base(connection, handle, name, Guid.Empty)
    {
        _handle = handle;
        Key = key;
    }

    /// <summary>What names it on the host, of whatever pool: usually its path.</summary>
    public string Key { get; }

    /// <summary>Where guests find it: a path, or a name in the pool's own terms.</summary>
    public Task<string> GetPathAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.OwnedText(LibvirtStorage.StorageVolGetPath(_handle)), ct);

    /// <summary>Its sizes.</summary>
    public Task<StorageVolumeInfo> GetInfoAsync(CancellationToken ct = default) =>
        CallAsync(
            () =>
            {
                Check.NotNegative(LibvirtStorage.StorageVolGetInfo(_handle, out StorageVolumeInfoStruct info));
                return new StorageVolumeInfo((StorageVolumeKind)info.Type, checked((long)info.Capacity), checked((long)info.Allocation));
            },
            ct);

    /// <summary>Its description.</summary>
    public Task<string> GetXmlAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.OwnedText(LibvirtStorage.StorageVolGetXMLDesc(_handle, 0)), ct);

    /// <summary>Gives it a larger size in bytes. A smaller one is refused (<see cref="LibvirtErrorCode.InvalidArgument"/>).</summary>
    public Task GrowAsync(long capacity, CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtStorage.StorageVolResize(_handle, checked((ulong)capacity), 0)), ct);

    /// <summary>Overwrites it with zeros. Takes as long as its disk needs.</summary>
    public Task WipeAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtStorage.StorageVolWipe(_handle, 0)), ct);

    /// <summary>Removes it. Its bytes may remain on the disk beneath: wipe it first where that matters.</summary>
    public Task DeleteAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtStorage.StorageVolDelete(_handle, 0)), ct);

    internal static StorageVolume Own(Connection connection, StorageVolumeHandle handle)
    {
        Check.Handle(handle);
        return new StorageVolume(
            connection,
            handle,
            Check.BorrowedText(LibvirtStorage.StorageVolGetName(handle)),
            Check.BorrowedText(LibvirtStorage.StorageVolGetKey(handle)));
    }
}

/// <summary>What a volume is on its host.</summary>
public enum StorageVolumeKind
{
    /// <summary>A file.</summary>
    File = 0,

    /// <summary>A block device.</summary>
    Block = 1,

    /// <summary>A directory.</summary>
    Directory = 2,

    /// <summary>A name on the network, as in Ceph.</summary>
    Network = 3,

    /// <summary>A directory on the network.</summary>
    NetworkDirectory = 4,

    /// <summary>Virtuozzo's ploop.</summary>
    Ploop = 5,
}

/// <summary>A volume's sizes, in bytes.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Capacity">What the guest sees.</param>
/// <param name="Allocation">What it occupies.</param>
public sealed record StorageVolumeInfo(StorageVolumeKind Kind, long Capacity, long Allocation);
