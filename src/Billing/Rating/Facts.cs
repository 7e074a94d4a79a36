using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Rating;

/// <summary>A tariff from–to (UTC, half-open); <paramref name="To"/> is null while it runs.</summary>
/// <param name="Tariff">The price version.</param>
/// <param name="From">Start of use.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Quantity">Units: gigabytes, addresses; 1 for a thing that is one.</param>
public sealed record ItemFacts(ItemTariff Tariff, DateTimeOffset From, DateTimeOffset? To, long Quantity = 1);

/// <summary>
/// What there is to know of one subscription: its items in order, each starting where the one before ended. The first
/// one's start is the moment of readiness, from which hours are counted.
/// </summary>
public sealed record SubscriptionFacts(long SubscriptionId, string Description, IReadOnlyList<ItemFacts> Items)
{
    /// <summary>The subscription that a percentage is of; null for all others.</summary>
    public long? OfSubscriptionId { get; init; }

    /// <summary>Until when a minimum commitment runs (UTC, exclusive); null: none.</summary>
    public DateTimeOffset? CommittedUntil { get; init; }
}

/// <summary>What one subscription's meter counted in one calendar month.</summary>
/// <param name="SubscriptionId">Whose.</param>
/// <param name="Meter">The meter's code.</param>
/// <param name="Month">In which the hours began that were counted.</param>
/// <param name="Quantity">Measured units × <paramref name="Scale"/>; not negative.</param>
/// <param name="Scale">1, or 3600 where unit-seconds were summed for unit-hours.</param>
/// <param name="Tariff">The price; null where there is none, which is an alarm and no zero.</param>
public sealed record UsageFacts(long SubscriptionId, string Meter, Month Month, long Quantity, int Scale, MeterTariff? Tariff)
{
    public bool IsUnpriced => Tariff is null && Quantity > 0;
}

public enum CouponKind
{
    /// <summary>An amount off each month's bill, never more than the bill.</summary>
    Amount,

    /// <summary>A part of each month's bill.</summary>
    Percent,

    /// <summary>Credit that expires, once: no bill is touched.</summary>
    Credit,
}

/// <summary>A coupon that the customer redeemed.</summary>
/// <param name="RedemptionId">Coupons are taken off in this order.</param>
/// <param name="Code">As the customer typed it; printed.</param>
/// <param name="Kind">What <paramref name="Off"/> is.</param>
/// <param name="Off">An amount of major units a month, or a part (0.1 is a tenth).</param>
/// <param name="From">The first month.</param>
/// <param name="Months">How many months; null: for ever.</param>
/// <param name="ProductPrefix">Only lines whose product code starts so; empty: all.</param>
public sealed record CouponFacts(
    long RedemptionId, string Code, CouponKind Kind, UnitPrice Off, Month From, int? Months, string ProductPrefix)
{
    internal bool Covers(Month month) =>
        month >= From
        && (Months is not { } count || ((month.Year - From.Year) * 12) + month.Number - From.Number < count);
}

/// <summary>All that a customer's bill depends on.</summary>
public sealed record CustomerFacts(
    IReadOnlyList<SubscriptionFacts> Subscriptions, IReadOnlyList<UsageFacts> Usage, IReadOnlyList<CouponFacts> Coupons)
{
    /// <summary>
    /// Throws <see cref="InvalidOperationException"/> when something was counted in the month and no price is for it: such a
    /// month cannot be invoiced yet.
    /// </summary>
    public void DemandPrices(Month month)
    {
        if (Usage.FirstOrDefault(usage => usage.Month == month && usage.IsUnpriced) is { } unpriced)
        {
            throw new InvalidOperationException(
                $"Meter {unpriced.Meter} of subscription {unpriced.SubscriptionId} has no price.");
        }
    }

    public static CustomerFacts Of(IEnumerable<SubscriptionFacts> subscriptions) => new([.. subscriptions], [], []);
}

/// <summary>Why a line is there; what its quantity counts.</summary>
public enum LineKind
{
    /// <summary>Quantity: begun hours.</summary>
    Hour,

    /// <summary>Quantity: begun hours ÷ hours of the month.</summary>
    Month,

    /// <summary>Quantity: units × begun hours.</summary>
    UnitHour,

    /// <summary>Quantity: months, always 1.</summary>
    App,

    /// <summary>Quantity: pieces.</summary>
    OneOff,

    /// <summary>Quantity: the amount that the part is of.</summary>
    Percentage,

    /// <summary>Quantity: price units beyond the allowance.</summary>
    Usage,

    /// <summary>What a minimum commitment still owes when the subscription ends. Quantity: begun hours.</summary>
    Commitment,

    /// <summary>A coupon; the only line below zero. Quantity: −1.</summary>
    Discount,
}

/// <summary>The charge of one subscription at one price version in one period.</summary>
/// <param name="SubscriptionId">Whose; 0 for what belongs to the whole customer (a pool, a coupon).</param>
/// <param name="Description">As printed.</param>
/// <param name="Tariff">The price version.</param>
/// <param name="From">Start of use within the period.</param>
/// <param name="To">End of use within the period, exclusive.</param>
/// <param name="Hours">Begun hours charged at this price.</param>
/// <param name="Amount">Quantity × price, rounded half away from zero, or less where a cap bites.</param>
/// <param name="Capped">Whether a cap made it less.</param>
public sealed record RatedLine(
    long SubscriptionId, string Description, Tariff Tariff, DateTimeOffset From, DateTimeOffset To, long Hours, Money Amount,
    bool Capped)
{
    public LineKind Kind { get; init; }

    /// <summary>What <see cref="Kind"/> counts, rounded to nine digits for print; the amount comes from the exact number.</summary>
    public decimal Quantity { get; init; }

    /// <summary>Measured units of a <see cref="LineKind.Usage"/> line before the allowance, rounded down.</summary>
    public long Measured { get; init; }

    /// <summary>Measured units that were included.</summary>
    public long Included { get; init; }
}
