using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;

namespace Hostelry.Billing.Coupons;

/// <summary>
/// A code that takes something off the bill, each month for some months. Its row is the lock of its redemptions; its terms
/// never change.
/// </summary>
public sealed class Coupon
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    /// <summary>3–40 capital letters, digits and hyphens.</summary>
    public required string Code { get; init; }

    public required CouponKind Kind { get; init; }

    /// <summary>10⁻⁹ major units a month, or 10⁻⁹ parts.</summary>
    public required long OffNano { get; init; }

    /// <summary>Of credit: how many days it lasts; null for all others.</summary>
    public int? CreditDays { get; init; }

    /// <summary>Of an amount; null for a part, which suits every currency.</summary>
    public Currency? Currency { get; init; }

    /// <summary>Calendar months, that of the redemption being the first; null: for ever.</summary>
    public int? Months { get; init; }

    /// <summary>Only products whose code starts so; empty: all.</summary>
    public required string ProductPrefix { get; init; }

    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>Exclusive; null: no end.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>How many redemptions there may be in all; null: any number.</summary>
    public int? MostUses { get; init; }

    /// <summary>How many one customer may have.</summary>
    public required int MostUsesPerCustomer { get; init; }

    /// <summary>How many there are; the database refuses more than <see cref="MostUses"/>.</summary>
    public int Uses { get; set; }
}

/// <summary>A customer's coupon. Written once.</summary>
public sealed class CouponRedemption : ITenantRow
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public Coupon? Coupon { get; init; }

    public long CouponId { get; init; }

    /// <summary>1, 2, … within customer and coupon; unique.</summary>
    public required int Nth { get; init; }

    public required DateTimeOffset RedeemedAt { get; init; }
}
