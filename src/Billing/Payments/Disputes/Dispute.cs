using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Payments.Disputes;

public enum DisputeState
{
    /// <summary>The money is at the customer's bank, and off its balance.</summary>
    Open,

    /// <summary>It came back.</summary>
    Won,

    /// <summary>It stays away.</summary>
    Lost,
}

/// <summary>A payment that the holder's bank took back.</summary>
public sealed class Dispute : ITenantRow
{
    /// <summary>Version 7.</summary>
    public required Guid Id { get; init; }

    public required long OrganizationId { get; init; }

    public required Guid AttemptId { get; init; }

    /// <summary><c>dp_…</c>.</summary>
    public required string ProviderReference { get; init; }

    public required long AmountMinor { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>What the provider charges the seller for it, in minor units.</summary>
    public required long FeeMinor { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DisputeState State { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public Money Amount => new(AmountMinor, Currency);
}
