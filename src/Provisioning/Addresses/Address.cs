namespace Hostelry.Provisioning.Addresses;

/// <summary>
/// One address of a pool that a server has or had. A partial unique index (living rows) makes handing it out twice
/// impossible; a released address cools down before it returns. The API shows it as the server's primary IP.
/// The row is the seller's, not the organization's: who looks for a free address must see those of all. Customers reach
/// it through their server only.
/// </summary>
public sealed class Address
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    public required long PoolId { get; init; }

    public required long ServerId { get; init; }

    /// <summary>The address as a number, for ordering and uniqueness.</summary>
    public required long Value { get; init; }

    /// <summary>Dotted.</summary>
    public required string Ipv4 { get; init; }

    /// <summary>Six hex pairs; derived from installation and address, so never twice on one network.</summary>
    public required string Mac { get; init; }

    public required DateTimeOffset ReservedAt { get; init; }

    public DateTimeOffset? ReleasedAt { get; set; }
}
