using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Customers;

/// <summary>
/// An organization as the books see it; same id. Its row is the lock under which its subscriptions, standing and months
/// change.
/// </summary>
public sealed class Customer : ITenantRow
{
    public required long OrganizationId { get; init; }

    public required long SellerId { get; init; }

    public required long LegalEntityId { get; set; }

    /// <summary>As printed on invoices.</summary>
    public required string Name { get; set; }

    /// <summary>For life: every price, amount and invoice of this customer is in it.</summary>
    public required Currency Currency { get; init; }

    /// <summary>Minor units that may be owed beyond the ledger balance; not negative.</summary>
    public long CreditLimitMinor { get; set; }

    /// <summary>Minor units per calendar month; null: no limit.</summary>
    public long? SpendingLimitMinor { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// The start of the first month that is not invoiced yet (UTC). Facts that arrive late are moved up to it, so that a
    /// closed month never changes.
    /// </summary>
    public required DateTimeOffset ClosedUntil { get; set; }

    /// <summary>Meters have counted something: rating asks for usage.</summary>
    public bool HasUsage { get; set; }

    /// <summary>A coupon was redeemed: rating asks for coupons.</summary>
    public bool HasCoupons { get; set; }

    /// <summary>Credit that expires was granted: settling asks how much of it is left.</summary>
    public bool HasTrialCredit { get; set; }

    public Money CreditLimit => new(CreditLimitMinor, Currency);

    public Money? SpendingLimit => SpendingLimitMinor is { } minor ? new Money(minor, Currency) : null;
}

/// <summary>One reason why a customer's servers are paused, from–to. While any is open, the customer is suspended.</summary>
public sealed class Suspension : ITenantRow
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    /// <summary>One of <see cref="SuspensionReason"/>.</summary>
    public required string Reason { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Null while it lasts.</summary>
    public DateTimeOffset? Until { get; set; }
}

/// <summary>Reasons are a set: each is raised and cleared on its own.</summary>
public static class SuspensionReason
{
    /// <summary>This month's cost is more than the customer's own limit.</summary>
    public const string SpendingLimit = "spending_limit";

    /// <summary>What was used is more than prepaid balance and credit limit.</summary>
    public const string NoFunds = "no_funds";

    /// <summary>An invoice is long unpaid.</summary>
    public const string Overdue = "overdue";

    public const string Abuse = "abuse";

    /// <summary>A decision of the seller's staff.</summary>
    public const string Staff = "staff";

    public static IReadOnlySet<string> All { get; } =
        new HashSet<string>(StringComparer.Ordinal) { SpendingLimit, NoFunds, Overdue, Abuse, Staff };
}
