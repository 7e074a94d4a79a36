using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;

namespace Hostelry.Billing.Catalogue;

/// <summary>What a price version says: one shape for every kind. Made by the factory of its kind; checked when published.</summary>
/// <param name="Kind">Which of the terms below count.</param>
/// <param name="Unit">The price of one unit; a part for <see cref="PriceKind.Percentage"/>; the first tier's price.</param>
public sealed record PriceTerms(PriceKind Kind, UnitPrice Unit)
{
    /// <summary>The most price units, pieces or months that anything here may have: products of two still fit.</summary>
    public const long Most = 1_000_000_000_000_000;

    /// <summary>Per calendar month (hour), or per unit and calendar month (unit-hour, where null or zero means none).</summary>
    public Money? Cap { get; init; }

    /// <summary>Measured units in one price unit.</summary>
    public long UnitSize { get; init; } = 1;

    /// <summary>Measured units included in a month.</summary>
    public long Allowance { get; init; }

    /// <summary>Whether an organization's subscriptions share their allowances.</summary>
    public bool Pooled { get; init; }

    /// <summary>Months that are owed at least; 0: none.</summary>
    public int CommitmentMonths { get; init; }

    /// <summary>By start, the first from 0; for graduated and volume prices alone.</summary>
    public IReadOnlyList<Tier> Tiers { get; init; } = [];

    public bool IsMeter => Kind is PriceKind.Counter or PriceKind.Graduated or PriceKind.Volume;

    public static PriceTerms BegunHour(UnitPrice hourly, Money cap) => new(PriceKind.Hour, hourly) { Cap = cap };

    public static PriceTerms CalendarMonth(UnitPrice monthly) => new(PriceKind.Month, monthly);

    public static PriceTerms UnitHour(UnitPrice perUnitHour, Money? capPerUnit = null) =>
        new(PriceKind.UnitHour, perUnitHour) { Cap = capPerUnit };

    public static PriceTerms Percentage(UnitPrice part) => new(PriceKind.Percentage, part);

    public static PriceTerms OneOff(UnitPrice once) => new(PriceKind.OneOff, once);

    public static PriceTerms App(UnitPrice monthly) => new(PriceKind.App, monthly);

    public static PriceTerms Counter(UnitPrice unit, long unitSize = 1, long allowance = 0, bool pooled = false) =>
        new(PriceKind.Counter, unit) { UnitSize = unitSize, Allowance = allowance, Pooled = pooled };

    public static PriceTerms Graduated(IReadOnlyList<Tier> tiers, long unitSize = 1, long allowance = 0, bool pooled = false) =>
        Tiered(PriceKind.Graduated, tiers, unitSize, allowance, pooled);

    public static PriceTerms Volume(IReadOnlyList<Tier> tiers, long unitSize = 1, long allowance = 0, bool pooled = false) =>
        Tiered(PriceKind.Volume, tiers, unitSize, allowance, pooled);

    /// <summary>Null when the terms make a price of their kind, and of no other.</summary>
    internal Problem? Check()
    {
        if (Unit.Nano < 0)
        {
            return Wrong("unit_price", "must not be negative");
        }

        if (Kind == PriceKind.Percentage && Unit.Nano > 10_000_000_000)
        {
            return Wrong("unit_price", "is a part: 0.2 is a fifth, and 10 the most");
        }

        if (Kind == PriceKind.Hour ? Cap is null : Kind != PriceKind.UnitHour && Cap is not null)
        {
            return Wrong("monthly_cap", "belongs to begun hours and may be given for unit-hours");
        }

        if (Cap is { } cap && (cap.IsNegative || cap.Currency != Unit.Currency))
        {
            return Wrong("monthly_cap", "must not be negative, and in the currency of the price");
        }

        if (CommitmentMonths is < 0 or > 120 || (CommitmentMonths > 0 && (IsMeter || Kind is PriceKind.OneOff or PriceKind.Percentage)))
        {
            return Wrong("commitment_months", "must be 0 to 120, for what runs");
        }

        if (UnitSize is < 1 or > Most || Allowance is < 0 or > Most
            || (!IsMeter && (UnitSize != 1 || Allowance != 0 || Pooled)))
        {
            return Wrong("allowance", "and unit_size belong to meters, and must be 0 (1) to 10^15");
        }

        return CheckTiers();
    }

    private static PriceTerms Tiered(PriceKind kind, IReadOnlyList<Tier> tiers, long unitSize, long allowance, bool pooled) =>
        new(kind, tiers.Count > 0 ? tiers[0].Unit : throw new ArgumentException("There must be a first tier.", nameof(tiers)))
        {
            Tiers = tiers,
            UnitSize = unitSize,
            Allowance = allowance,
            Pooled = pooled,
        };

    private static Problem Wrong(string field, string rule) => new("invalid_input", $"{field} {rule}.", field);

    private Problem? CheckTiers()
    {
        var tiered = Kind is PriceKind.Graduated or PriceKind.Volume;
        if (tiered != (Tiers.Count > 0) || Tiers.Count > 20)
        {
            return Wrong("tiers", "belong to graduated and volume prices, 1 to 20 of them");
        }

        for (var at = 0; at < Tiers.Count; at++)
        {
            var (tier, least) = (Tiers[at], at == 0 ? 0 : Tiers[at - 1].From + 1);
            if (tier.From < least || tier.From > Most || (at == 0 && tier.From != 0) || tier.Unit.Nano < 0
                || tier.Unit.Currency != Unit.Currency)
            {
                return Wrong("tiers", "must start at 0, rise, and have prices that are not negative, in one currency");
            }
        }

        return null;
    }
}
