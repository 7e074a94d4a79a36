using System.Runtime.InteropServices;
using Hostelry.Virt.Native;
using Hostelry.Virt.Native.Handles;

namespace Hostelry.Virt;

/// <summary>
/// A virtual network: a bridge on the host and what hangs on it. All methods throw <see cref="LibvirtException"/> with
/// <see cref="LibvirtErrorCode.NoNetwork"/> when it is gone. See libvirt-network.h.
/// </summary>
public sealed class Network : LibvirtObject
{
    private readonly NetworkHandle _handle;

    private Network(Connection connection, NetworkHandle handle, string name, Guid uuid)
        : base(connection, handle, name, uuid) => _handle = handle;

    /// <summary>Makes the bridge and starts what belongs to it. <see cref="LibvirtErrorCode.OperationInvalid"/> when it runs already.</summary>
    public Task StartAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtNetwork.NetworkCreate(_handle)), ct);

    /// <summary>Takes the bridge away; the definition stays. Guests on it lose their link.</summary>
    public Task DestroyAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtNetwork.NetworkDestroy(_handle)), ct);

    /// <summary>Removes the definition; a running network goes on until it is destroyed.</summary>
    public Task UndefineAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtNetwork.NetworkUndefine(_handle)), ct);

    /// <summary>Whether it runs.</summary>
    public Task<bool> IsActiveAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.YesOrNo(LibvirtNetwork.NetworkIsActive(_handle)), ct);

    /// <summary>Whether its definition outlives the run.</summary>
    public Task<bool> IsPersistentAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.YesOrNo(LibvirtNetwork.NetworkIsPersistent(_handle)), ct);

    /// <summary>Whether it starts with the host (with the daemon).</summary>
    public Task<bool> GetAutostartAsync(CancellationToken ct = default) =>
        CallAsync(
            () =>
            {
                Check.NotNegative(LibvirtNetwork.NetworkGetAutostart(_handle, out int autostart));
                return autostart != 0;
            },
            ct);

    /// <summary>Lets it start with the host, or not.</summary>
    public Task SetAutostartAsync(bool autostart, CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtNetwork.NetworkSetAutostart(_handle, autostart ? 1 : 0)), ct);

    /// <summary>The bridge's name on the host.</summary>
    public Task<string> GetBridgeAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.OwnedText(LibvirtNetwork.NetworkGetBridgeName(_handle)), ct);

    /// <summary>Its description.</summary>
    /// <param name="definition">True for what the next start uses, false for what runs now.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public Task<string> GetXmlAsync(bool definition = false, CancellationToken ct = default) =>
        CallAsync(() => Check.OwnedText(LibvirtNetwork.NetworkGetXMLDesc(_handle, definition ? 1u : 0)), ct);

    /// <summary>Changes one element of the network, also while it runs.</summary>
    /// <param name="change">What to do.</param>
    /// <param name="section">Where.</param>
    /// <param name="xml">The element, written by an XML writer.</param>
    /// <param name="affect">The running network, the definition, or both.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public Task UpdateAsync(
        NetworkChange change, NetworkSection section, string xml, Affect affect = Affect.Current, CancellationToken ct = default)
    {
        const int AnyParent = -1;
        return CallAsync(
            () => Check.NotNegative(
                LibvirtNetwork.NetworkUpdate(_handle, (uint)change, (uint)section, AnyParent, Check.Text(xml), (uint)affect)),
            ct);
    }

    /// <summary>What libvirt's DHCP server has lent.</summary>
    /// <param name="mac">One interface's only, or null for all.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public Task<IReadOnlyList<DhcpLease>> GetDhcpLeasesAsync(string? mac = null, CancellationToken ct = default) =>
        CallAsync(() => ReadLeases(mac), ct);

    internal static Network Own(Connection connection, NetworkHandle handle)
    {
        Check.Handle(handle);
        string name = Check.BorrowedText(LibvirtNetwork.NetworkGetName(handle));
        unsafe
        {
            return new Network(
                connection, handle, name, ReadUuid(bytes => LibvirtNetwork.NetworkGetUUID(handle, (byte*)bytes)));
        }
    }

    private unsafe IReadOnlyList<DhcpLease> ReadLeases(string? mac)
    {
        DhcpLeaseStruct** leases = null;
        int count = LibvirtNetwork.NetworkGetDHCPLeases(_handle, mac is null ? null : Check.Text(mac), &leases, 0);
        return Check.OwnedList(count, (nint*)leases, one =>
        {
            DhcpLeaseStruct* lease = (DhcpLeaseStruct*)one;
            DhcpLease result = new(
                Marshal.PtrToStringUTF8(lease->Mac),
                Marshal.PtrToStringUTF8(lease->Address) ?? "",
                (int)lease->Prefix,
                Marshal.PtrToStringUTF8(lease->Hostname),
                DateTimeOffset.FromUnixTimeSeconds(lease->ExpiresAt));
            LibvirtNetwork.NetworkDHCPLeaseFree(lease);
            return result;
        });
    }
}

/// <summary>What libvirt's DHCP server lent to an interface.</summary>
/// <param name="Mac">Six hexadecimal pairs with colons; null when unknown.</param>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">Its network's prefix length.</param>
/// <param name="Hostname">The name the guest gave itself: its own word, not to be trusted.</param>
/// <param name="ExpiresAt">End of the lease.</param>
public sealed record DhcpLease(string? Mac, string Address, int PrefixLength, string? Hostname, DateTimeOffset ExpiresAt);

/// <summary>What is done to an element of a network.</summary>
public enum NetworkChange
{
    /// <summary>An element that is there gets another content.</summary>
    Modify = 1,

    /// <summary>An element is removed.</summary>
    Delete = 2,

    /// <summary>An element is added at the end.</summary>
    Add = 3,
}

/// <summary>The kind of element of a network that is changed.</summary>
public enum NetworkSection
{
    /// <summary>A reserved address, <c>&lt;ip&gt;&lt;dhcp&gt;&lt;host&gt;</c>.</summary>
    DhcpHost = 4,

    /// <summary>A range of addresses, <c>&lt;ip&gt;&lt;dhcp&gt;&lt;range&gt;</c>.</summary>
    DhcpRange = 5,

    /// <summary>A group of ports, <c>&lt;portgroup&gt;</c>.</summary>
    PortGroup = 9,

    /// <summary>A name, <c>&lt;dns&gt;&lt;host&gt;</c>.</summary>
    DnsHost = 10,
}
