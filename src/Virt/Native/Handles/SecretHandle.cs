using System.Runtime.InteropServices;

namespace Hostelry.Virt.Native.Handles;

/// <summary>Owns one reference to libvirt's <c>virSecretPtr</c>.</summary>
internal sealed class SecretHandle : SafeHandle
{
    public SecretHandle()
        : base(0, ownsHandle: true)
    {
    }

    public SecretHandle(nint owned)
        : this() => SetHandle(owned);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => LibvirtSecret.SecretFree(handle) >= 0;
}
