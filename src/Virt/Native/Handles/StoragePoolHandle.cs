using System.Runtime.InteropServices;

namespace Hostelry.Virt.Native.Handles;

/// <summary>Owns one reference to libvirt's <c>virStoragePoolPtr</c>.</summary>
internal sealed class StoragePoolHandle : SafeHandle
{
    public StoragePoolHandle()
        : base(0, ownsHandle: true)
    {
    }

    public StoragePoolHandle(nint owned)
        : this() => SetHandle(owned);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => LibvirtStorage.StoragePoolFree(handle) >= 0;
}
