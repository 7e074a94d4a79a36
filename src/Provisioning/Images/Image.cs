namespace Hostelry.Provisioning.Images;

/// <summary>What a server's disk starts from. System images are the seller's; a project's snapshots come later.</summary>
public sealed class Image
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    /// <summary><c>system</c>, <c>app</c>, <c>snapshot</c>, <c>backup</c>.</summary>
    public required string Type { get; init; }

    /// <summary>As <c>debian-12</c>.</summary>
    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary><c>debian</c>, as the API's <c>os_flavor</c>.</summary>
    public required string OsFlavor { get; init; }

    public required string OsVersion { get; init; }

    /// <summary>Name of the recipe that hosts build it from.</summary>
    public required string Recipe { get; init; }

    /// <summary>Of the newest build; null until one lies on a host.</summary>
    public string? Digest { get; set; }

    public long SizeBytes { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? BuiltAt { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }
}
