using Hostelry.Virt.Native;
using Hostelry.Virt.Native.Handles;

namespace Hostelry.Virt;

/// <summary>A set of rules that guests' interfaces refer to by name. See libvirt-nwfilter.h.</summary>
public sealed class NetworkFilter : LibvirtObject
{
    private readonly NetworkFilterHandle _handle;

    private NetworkFilter(Connection connection, NetworkFilterHandle handle, string name, Guid uuid)
        : base(connection, handle, name, uuid) => _handle = handle;

    /// <summary>Removes it. <see cref="LibvirtErrorCode.OperationInvalid"/> while a running guest or another filter uses it.</summary>
    public Task UndefineAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtNetworkFilter.NWFilterUndefine(_handle)), ct);

    /// <summary>Its definition.</summary>
    public Task<string> GetXmlAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.OwnedText(LibvirtNetworkFilter.NWFilterGetXMLDesc(_handle, 0)), ct);

    internal static NetworkFilter Own(Connection connection, NetworkFilterHandle handle)
    {
        Check.Handle(handle);
        string name = Check.BorrowedText(LibvirtNetworkFilter.NWFilterGetName(handle));
        unsafe
        {
            return new NetworkFilter(
                connection, handle, name, ReadUuid(bytes => LibvirtNetworkFilter.NWFilterGetUUID(handle, (byte*)bytes)));
        }
    }
}
