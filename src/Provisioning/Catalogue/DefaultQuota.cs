namespace Hostelry.Provisioning.Catalogue;

/// <summary>How many every organization of the seller may have whose own quota nobody set; a missing row means the setting.</summary>
public sealed class DefaultQuota
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    /// <summary><c>servers</c>, <c>cores</c>, <c>ssh_keys</c>.</summary>
    public required string Resource { get; init; }

    public required int Limit { get; set; }
}
