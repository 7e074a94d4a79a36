using System.Runtime.InteropServices;

namespace Hostelry.Virt.Native.Handles;

/// <summary>Owns one reference to libvirt's <c>virNetworkPtr</c>.</summary>
internal sealed class NetworkHandle : SafeHandle
{
    public NetworkHandle()
        : base(0, ownsHandle: true)
    {
    }

    public NetworkHandle(nint owned)
        : this() => SetHandle(owned);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => LibvirtNetwork.NetworkFree(handle) >= 0;
}
