using Hostelry.Virt.Native;
using Hostelry.Virt.Native.Handles;

namespace Hostelry.Virt;

/// <summary>A secret that libvirt keeps for disks, by its UUID. Values go in and never come out here. See libvirt-secret.h.</summary>
public sealed class Secret : LibvirtObject
{
    private readonly SecretHandle _handle;

    private Secret(Connection connection, SecretHandle handle, Guid uuid)
        : base(connection, handle, uuid.ToString("D"), uuid) => _handle = handle;

    /// <summary>Sets its value.</summary>
    /// <param name="value">Any bytes. Read before the returned task ends; the caller erases them afterwards.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public Task SetValueAsync(ReadOnlyMemory<byte> value, CancellationToken ct = default) => CallAsync(() => Write(value), ct);

    /// <summary>Removes definition and value.</summary>
    public Task UndefineAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtSecret.SecretUndefine(_handle)), ct);

    internal static Secret Own(Connection connection, SecretHandle handle)
    {
        Check.Handle(handle);
        unsafe
        {
            return new Secret(connection, handle, ReadUuid(bytes => LibvirtSecret.SecretGetUUID(handle, (byte*)bytes)));
        }
    }

    private unsafe int Write(ReadOnlyMemory<byte> value)
    {
        fixed (byte* bytes = value.Span)
        {
            return Check.NotNegative(LibvirtSecret.SecretSetValue(_handle, bytes, (nuint)value.Length, 0));
        }
    }
}

/// <summary>What a secret opens.</summary>
public enum SecretUsage
{
    /// <summary>Nothing in particular.</summary>
    None = 0,

    /// <summary>An encrypted volume, by its path.</summary>
    Volume = 1,

    /// <summary>Ceph, by a name.</summary>
    Ceph = 2,

    /// <summary>iSCSI, by the target.</summary>
    Iscsi = 3,

    /// <summary>A TLS key, by a name.</summary>
    Tls = 4,

    /// <summary>A virtual TPM, by a name.</summary>
    Vtpm = 5,
}
