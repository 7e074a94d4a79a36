using System.Runtime.InteropServices;

namespace Hostelry.Virt.Native.Handles;

/// <summary>Owns one reference to libvirt's <c>virNWFilterPtr</c>.</summary>
internal sealed class NetworkFilterHandle : SafeHandle
{
    public NetworkFilterHandle()
        : base(0, ownsHandle: true)
    {
    }

    public NetworkFilterHandle(nint owned)
        : this() => SetHandle(owned);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => LibvirtNetworkFilter.NWFilterFree(handle) >= 0;
}
