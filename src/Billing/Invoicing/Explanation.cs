using System.Globalization;

using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Invoicing.Corrections;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;

namespace Hostelry.Billing.Invoicing;

/// <summary>Codes of <see cref="ExplainedStep"/>.</summary>
public static class StepCode
{
    /// <summary>Begun hours: how many began.</summary>
    public const string Hours = "hours";

    /// <summary>Units × hours.</summary>
    public const string UnitHours = "unit_hours";

    /// <summary>What the part is of.</summary>
    public const string Base = "base";

    /// <summary>Measured less included.</summary>
    public const string Beyond = "beyond";

    /// <summary>Quantity × price, exactly.</summary>
    public const string Exact = "exact";

    /// <summary>Rounded once, half away from zero.</summary>
    public const string Rounded = "rounded";

    /// <summary>Less, because of the monthly cap.</summary>
    public const string Capped = "capped";

    /// <summary>What the rest of a minimum commitment costs.</summary>
    public const string Commitment = "commitment";

    /// <summary>This product's share of a coupon.</summary>
    public const string Share = "share";

    /// <summary>Another document has charged it, or taken it back: late usage brought it.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>What remains for this line.</summary>
    public const string Difference = "difference";
}

/// <summary>Puts a line's way from facts to amount into steps; a pure function, like the rating it explains.</summary>
internal static class Explanation
{
    /// <param name="line">Of the invoice, or of a note that late usage brought.</param>
    /// <param name="price">Its version; null for a coupon.</param>
    /// <param name="documents">The month's.</param>
    /// <param name="facts">As they are now.</param>
    /// <param name="lines">What they give.</param>
    public static LineExplanation Of(
        InvoiceLine line, Price? price, MonthDocuments documents, CustomerFacts facts, IReadOnlyList<RatedLine> lines)
    {
        var month = Month.Of(documents.Invoice.PeriodStart);
        var same = lines.FirstOrDefault(rated => IsSame(rated, line));
        var elsewhere = Elsewhere(line, documents);
        var owed = (same?.Amount ?? Money.Zero(line.Currency))
            - Money.Sum(elsewhere.Select(other => other.Amount), line.Currency);
        var isTakenBack = documents.Charging.Any(document => document.Id == line.InvoiceId && document.Kind == InvoiceKind.CreditNote);
        var recomputed = isTakenBack ? -owed : owed;
        return new LineExplanation(
            line,
            price,
            [.. Items(line, facts, month)],
            [.. Usage(line, facts, month)],
            [
                .. same is null ? [] : Steps(same, price, lines, month),
                .. elsewhere.Select(other => new ExplainedStep(StepCode.Elsewhere, other.Name, other.Amount.ToDecimalString())),
                .. elsewhere.Count == 0 ? Array.Empty<ExplainedStep>() : [new ExplainedStep(StepCode.Difference, "", recomputed.ToDecimalString())],
            ],
            recomputed);
    }

    /// <summary>What other documents of the month say of the same charge; below zero where they took back.</summary>
    private static List<(string Name, Money Amount)> Elsewhere(InvoiceLine line, MonthDocuments documents) =>
    [
        .. from document in documents.Charging
           where documents.HasLateNotes && document.Id != line.InvoiceId && LineKey.Of(line).FollowsUsage
           from other in document.Lines
           where LineKey.Of(other) == LineKey.Of(line)
           select (InvoiceDocument.NameOf(document.Series!, document.Number!.Value), MonthDocuments.Signed(document, other)),
    ];

    /// <summary>What makes a line of one bill the same as one of another.</summary>
    internal static bool IsSame(RatedLine rated, InvoiceLine line) =>
        rated.SubscriptionId == line.SubscriptionId && rated.Kind == line.Kind && rated.Tariff.PriceId == line.PriceId
        && rated.Tariff.ProductCode == line.ProductCode
        && (rated.Tariff as CouponTariff)?.RedemptionId == line.RedemptionId
        && (rated.Kind is not (LineKind.OneOff or LineKind.Percentage) || rated.From == line.From);

    private static IEnumerable<ExplainedItem> Items(InvoiceLine line, CustomerFacts facts, Month month)
    {
        var own = facts.Subscriptions.FirstOrDefault(subscription => subscription.SubscriptionId == line.SubscriptionId);
        return
            from subscription in facts.Subscriptions
            where subscription == own || subscription.SubscriptionId == own?.OfSubscriptionId
            from item in subscription.Items
            where item.From < month.End && (item.To is not { } to || to > month.Start || to == item.From)
            select new ExplainedItem(
                subscription.SubscriptionId, item.Tariff.ProductCode, item.Tariff.PriceId, item.From, item.To, item.Quantity);
    }

    private static IEnumerable<ExplainedUsage> Usage(InvoiceLine line, CustomerFacts facts, Month month) =>
        from usage in facts.Usage
        where line.Kind == LineKind.Usage && usage.Month == month && usage.Tariff?.PriceId == line.PriceId
            && (line.SubscriptionId == 0 || usage.SubscriptionId == line.SubscriptionId)
        orderby usage.SubscriptionId
        select new ExplainedUsage(usage.SubscriptionId, usage.Meter, (decimal)usage.Quantity / usage.Scale);

    private static IEnumerable<ExplainedStep> Steps(RatedLine line, Price? price, IReadOnlyList<RatedLine> all, Month month)
    {
        var unit = line.Tariff.Unit.ToDecimalString();
        switch (line.Kind)
        {
            case LineKind.Hour:
                yield return new(StepCode.Hours, $"{Time(line.From)} – {Time(line.To)}", Number(line.Hours));
                break;
            case LineKind.Month:
                yield return new(StepCode.Hours, $"{Number(line.Hours)} ÷ {Number(month.Hours)}", Number(line.Quantity));
                break;
            case LineKind.UnitHour:
                yield return new(StepCode.UnitHours, $"{Time(line.From)} – {Time(line.To)}", Number(line.Quantity));
                break;
            case LineKind.Percentage:
                yield return new(StepCode.Base, $"{Time(line.From)} – {Time(line.To)}", Number(line.Quantity));
                break;
            case LineKind.Usage:
                yield return new(
                    StepCode.Beyond,
                    $"max(0, {Number(line.Measured)} − {Number(line.Included)}) ÷ {Number(price?.UnitSize ?? 1)}",
                    Number(line.Quantity));
                break;
            case LineKind.Commitment:
                yield return new(StepCode.Commitment, $"{Time(line.From)} – {Time(line.To)}", line.Amount.ToDecimalString());
                yield break;
            case LineKind.Discount:
                var gross = Rater.Total(
                    all.Where(other => other.Kind != LineKind.Discount && other.Tariff.ProductCode == line.Tariff.ProductCode),
                    line.Amount.Currency);
                yield return new(StepCode.Base, line.Tariff.ProductCode, gross.ToDecimalString());
                yield return new(StepCode.Share, unit, line.Amount.ToDecimalString());
                yield break;
        }

        if (price is { Tiers.Count: > 0 })
        {
            foreach (var tier in price.Tiers.OrderBy(tier => tier.FromUnits))
            {
                yield return new(
                    StepCode.Exact, $"> {Number(tier.FromUnits)}", new UnitPrice(tier.UnitNano, line.Amount.Currency).ToDecimalString());
            }
        }
        else
        {
            var full = line.Tariff.Unit.Times(line.Quantity, MidpointRounding.AwayFromZero);
            yield return new(
                StepCode.Exact, $"{Number(line.Quantity)} × {unit}", Number(decimal.Round(line.Quantity * line.Tariff.Unit.ToDecimal(), 12, MidpointRounding.AwayFromZero)));
            yield return new(StepCode.Rounded, Number(1m / line.Amount.Currency.MinorUnits), full.ToDecimalString());
        }

        if (line.Capped)
        {
            yield return new(StepCode.Capped, price?.MonthlyCap.ToDecimalString() ?? "", line.Amount.ToDecimalString());
        }
        else if (price is { Tiers.Count: > 0 })
        {
            yield return new(StepCode.Rounded, Number(1m / line.Amount.Currency.MinorUnits), line.Amount.ToDecimalString());
        }
    }

    private static string Number(decimal number) => number.ToString("0.############", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
