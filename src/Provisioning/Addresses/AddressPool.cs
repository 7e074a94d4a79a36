namespace Hostelry.Provisioning.Addresses;

/// <summary>A range of IPv4 addresses that a host's network hands out.</summary>
public sealed class AddressPool
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    public required long HostId { get; init; }

    /// <summary>The libvirt network on the host.</summary>
    public required string Network { get; init; }

    /// <summary>As 10.77.0.0/16.</summary>
    public required string Cidr { get; init; }

    public required string Gateway { get; init; }

    /// <summary>First and last address that servers get, dotted.</summary>
    public required string First { get; init; }

    public required string Last { get; init; }

    /// <summary>Dotted addresses, separated by a space.</summary>
    public required string Nameservers { get; init; }
}
