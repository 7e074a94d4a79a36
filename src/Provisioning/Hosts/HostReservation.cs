namespace Hostelry.Provisioning.Hosts;

/// <summary>
/// What a living server takes from its host, from the accepted order until the deleted server is gone. The row is the
/// seller's, not the organization's: placement must see what all servers take, whoever's they are.
/// </summary>
public sealed class HostReservation
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    public required long HostId { get; init; }

    public required long ServerId { get; init; }

    /// <summary>Which of the host's ranges of 65,536 user ids; unique on the host, given again when free.</summary>
    public required int Slot { get; init; }

    public required int Cores { get; set; }

    public required long MemoryBytes { get; set; }

    public required long DiskBytes { get; set; }
}
