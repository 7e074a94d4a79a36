namespace Hostelry.Provisioning.Images;

/// <summary>A build of an image that lies ready on a host. Servers keep the digest they started from.</summary>
public sealed class HostImage
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    public required long HostId { get; init; }

    public required long ImageId { get; init; }

    public required string Digest { get; init; }

    public required DateTimeOffset BuiltAt { get; init; }
}
