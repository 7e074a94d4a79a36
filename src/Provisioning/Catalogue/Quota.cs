namespace Hostelry.Provisioning.Catalogue;

/// <summary>How many an organization may have; a missing row means the seller's default (settings).</summary>
public sealed class Quota
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    /// <summary><c>servers</c>, <c>cores</c>, <c>ssh_keys</c>.</summary>
    public required string Resource { get; init; }

    public required int Limit { get; set; }
}
