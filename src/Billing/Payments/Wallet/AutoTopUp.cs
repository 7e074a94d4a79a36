using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Payments.Wallet;

/// <summary>A customer's wish that its balance be filled by itself from the card stored at Stripe. The customer's own to change.</summary>
public sealed class AutoTopUp : ITenantRow
{
    public required long OrganizationId { get; init; }

    public bool Enabled { get; set; }

    /// <summary>Below this, money is added; minor units.</summary>
    public long ThresholdMinor { get; set; }

    /// <summary>So much at a time.</summary>
    public long AmountMinor { get; set; }

    /// <summary>At most so much in a calendar month (UTC).</summary>
    public long MonthlyMaximumMinor { get; set; }
}

/// <param name="Enabled">Off keeps the figures.</param>
/// <param name="Threshold">Not negative.</param>
/// <param name="Amount">Within the bounds of a top-up.</param>
/// <param name="MonthlyMaximum">At least <paramref name="Amount"/>.</param>
public sealed record AutoTopUpWish(bool Enabled, Money Threshold, Money Amount, Money MonthlyMaximum);
