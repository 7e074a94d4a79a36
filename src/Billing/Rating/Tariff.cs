using System.Numerics;

using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Rating;

/// <summary>
/// A price version, as rating needs it. The cases are closed: <see cref="ItemTariff"/> for what a subscription's item costs
/// while it runs, <see cref="MeterTariff"/> for what was measured, <see cref="CouponTariff"/> for what is taken off.
/// </summary>
/// <param name="PriceId">The version; 0 where there is none (a coupon).</param>
/// <param name="ProductCode">What is priced.</param>
/// <param name="Unit">The price of one unit; what the unit is, the case says.</param>
public abstract record Tariff(long PriceId, string ProductCode, UnitPrice Unit)
{
    public Currency Currency => Unit.Currency;
}

/// <summary>What an item costs from its start to its end.</summary>
public abstract record ItemTariff(long PriceId, string ProductCode, UnitPrice Unit) : Tariff(PriceId, ProductCode, Unit)
{
    /// <summary>Calendar months that are owed from readiness on, however early the subscription ends; 0: none.</summary>
    public int CommitmentMonths { get; init; }

    /// <summary>
    /// How dear an hour is, to compare two items that share one: 10⁻⁹ major units × the hours of the month. An item whose
    /// price knows no hours weighs nothing.
    /// </summary>
    internal abstract BigInteger HourWeight(long quantity, long hoursInMonth);
}

/// <summary>Begun hours up to a monthly cap.</summary>
public sealed record HourTariff(long PriceId, string ProductCode, UnitPrice Hourly, Money MonthlyCap)
    : ItemTariff(PriceId, ProductCode, Hourly)
{
    internal override BigInteger HourWeight(long quantity, long hoursInMonth) => (BigInteger)Hourly.Nano * hoursInMonth;
}

/// <summary>A calendar month, prorated by begun hours: the whole month costs the price, whatever its length.</summary>
public sealed record MonthTariff(long PriceId, string ProductCode, UnitPrice Monthly)
    : ItemTariff(PriceId, ProductCode, Monthly)
{
    internal override BigInteger HourWeight(long quantity, long hoursInMonth) => Monthly.Nano;
}

/// <summary>Units × begun hours: gigabytes of a volume or snapshot, extra addresses. The cap, if any, is for one unit.</summary>
public sealed record UnitHourTariff(long PriceId, string ProductCode, UnitPrice PerUnitHour, Money? MonthlyCapPerUnit)
    : ItemTariff(PriceId, ProductCode, PerUnitHour)
{
    internal override BigInteger HourWeight(long quantity, long hoursInMonth) =>
        (BigInteger)PerUnitHour.Nano * quantity * hoursInMonth;
}

/// <summary>An app image: the whole price once in every calendar month in which it ran.</summary>
public sealed record AppTariff(long PriceId, string ProductCode, UnitPrice Monthly) : ItemTariff(PriceId, ProductCode, Monthly)
{
    internal override BigInteger HourWeight(long quantity, long hoursInMonth) => Monthly.Nano;
}

/// <summary>Once, in the month in which it starts: a set-up.</summary>
public sealed record OneOffTariff(long PriceId, string ProductCode, UnitPrice Once) : ItemTariff(PriceId, ProductCode, Once)
{
    internal override BigInteger HourWeight(long quantity, long hoursInMonth) => 0;
}

/// <summary>
/// A part of what another subscription's items cost while this one ran: backups. <see cref="Tariff.Unit"/> is the part
/// itself: 0.2 is a fifth.
/// </summary>
public sealed record PercentageTariff(long PriceId, string ProductCode, UnitPrice Part)
    : ItemTariff(PriceId, ProductCode, Part)
{
    internal override BigInteger HourWeight(long quantity, long hoursInMonth) => Part.Nano;
}

/// <summary>From how many price units on (exclusive of the tier before), and what one costs there.</summary>
public sealed record Tier(long From, UnitPrice Unit);

/// <summary>How a quantity beyond the allowance is priced.</summary>
public enum Tiering
{
    /// <summary>One price for all.</summary>
    None,

    /// <summary>Each part at the price of its own tier.</summary>
    Graduated,

    /// <summary>All of it at the price of the tier that it reaches.</summary>
    Volume,
}

/// <summary>What was measured, beyond what is included.</summary>
/// <param name="PriceId">The version.</param>
/// <param name="ProductCode">What is priced.</param>
/// <param name="Unit">The price of one price unit; with tiers, that of the first.</param>
/// <param name="UnitSize">Measured units in one price unit: 10⁹ bytes in a gigabyte.</param>
/// <param name="Allowance">Measured units included in a whole month; prorated by begun hours.</param>
/// <param name="Pooled">Whether the organization's subscriptions at this price share their allowances.</param>
/// <param name="Tiering">How tiers count.</param>
/// <param name="Tiers">By <see cref="Tier.From"/>, the first from 0; empty exactly for <see cref="Tiering.None"/>.</param>
public sealed record MeterTariff(
    long PriceId, string ProductCode, UnitPrice Unit, long UnitSize, long Allowance, bool Pooled, Tiering Tiering,
    IReadOnlyList<Tier> Tiers) : Tariff(PriceId, ProductCode, Unit);

/// <summary>What a redeemed coupon takes off a product's lines. <see cref="Tariff.Unit"/> is the part, or the amount.</summary>
public sealed record CouponTariff(long RedemptionId, string ProductCode, UnitPrice Off) : Tariff(0, ProductCode, Off);
