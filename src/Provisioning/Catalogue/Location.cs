namespace Hostelry.Provisioning.Catalogue;

/// <summary>Where datacenters stand; prices may differ by it.</summary>
public sealed class Location
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    /// <summary>As <c>local</c>.</summary>
    public required string Name { get; init; }

    public required string Description { get; set; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public required string Country { get; set; }

    public required string City { get; set; }

    public required string NetworkZone { get; set; }
}

/// <summary>A building with hosts.</summary>
public sealed class Datacenter
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    public required long LocationId { get; init; }

    public required string Name { get; init; }

    public required string Description { get; set; }
}
