namespace Hostelry.Provisioning.Catalogue;

/// <summary>
/// Whether a server type can be ordered at a location. A missing row means that it can, wherever there is a host with room
/// and a price: staff write a row to close an offer. Servers that are there stay as they are.
/// </summary>
public sealed class Offer
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    public required long ServerTypeId { get; init; }

    public required long LocationId { get; init; }

    public required bool Open { get; set; }
}
