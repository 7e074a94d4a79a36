using System.Runtime.InteropServices;

namespace Hostelry.Virt.Native.Handles;

/// <summary>Owns one reference to libvirt's <c>virConnectPtr</c>.</summary>
internal sealed class ConnectionHandle : SafeHandle
{
    public ConnectionHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>
    /// References to the connection that remained when ours was given back: 0 when nothing leaked; null before that.
    /// Every domain, network and so on that is still held counts as one.
    /// </summary>
    public int? Remaining { get; private set; }

    protected override bool ReleaseHandle()
    {
        Remaining = LibvirtHost.ConnectClose(handle);
        return Remaining >= 0;
    }
}
