using System.Runtime.InteropServices;

namespace Hostelry.Virt.Native.Handles;

/// <summary>Owns one reference to libvirt's <c>virStorageVolPtr</c>.</summary>
internal sealed class StorageVolumeHandle : SafeHandle
{
    public StorageVolumeHandle()
        : base(0, ownsHandle: true)
    {
    }

    public StorageVolumeHandle(nint owned)
        : this() => SetHandle(owned);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => LibvirtStorage.StorageVolFree(handle) >= 0;
}
