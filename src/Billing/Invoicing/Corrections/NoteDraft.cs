using Hostelry.Billing.Rating;
using Hostelry.Billing.Tax;

namespace Hostelry.Billing.Invoicing.Corrections;

/// <summary>Turns a planned note into an unsaved draft: a pure function.</summary>
internal static class NoteDraft
{
    private const long Nano = 1_000_000_000;

    /// <summary>Printed on the note.</summary>
    private const string Reason = "Usage that was reported late";

    public static Invoice Of(PlannedNote planned, IReadOnlyList<RatedLine> rated, string operationKey)
    {
        var original = planned.Original;
        var note = InvoiceDraft.Note(planned.Kind, original, planned.Totals, Reason, operationKey);
        var now = rated.ToLookup(LineKey.Of);
        note.Lines.AddRange(planned.Lines
            .OrderBy(line => line.Key.Kind == LineKind.Discount).ThenBy(line => line.Key.SubscriptionId)
            .ThenBy(line => line.Key.ProductCode, StringComparer.Ordinal).ThenBy(line => line.Key.PriceId).ThenBy(line => line.Key.RedemptionId)
            .Select((line, at) => Line(original, at + 1, line, now[line.Key].FirstOrDefault())));
        return note;
    }

    /// <summary>A difference is one piece at its amount: what it is the difference of, the line's explanation says.</summary>
    private static InvoiceLine Line(Invoice original, int position, PlannedLine planned, RatedLine? now)
    {
        var (key, amount, tax) = planned;
        var corrected = original.Lines.Find(line => LineKey.Of(line) == key);
        var month = Month.Of(original.PeriodStart);
        return new InvoiceLine
        {
            OrganizationId = original.OrganizationId,
            Position = position,
            SubscriptionId = key.SubscriptionId,
            PriceId = key.PriceId,
            ProductCode = key.ProductCode,
            ProductClass = ProductClass.Of(key.ProductCode),
            Kind = key.Kind,
            Quantity = 1,
            Measured = now?.Measured ?? 0,
            Included = now?.Included ?? 0,
            RedemptionId = key.RedemptionId,
            Description = now?.Description ?? corrected?.Description ?? key.ProductCode,
            From = now?.From ?? corrected?.From ?? month.Start,
            To = now?.To ?? corrected?.To ?? month.End,
            Hours = 0,
            HourlyNano = checked(amount.Minor * (Nano / amount.Currency.MinorUnits)),
            Capped = false,
            AmountMinor = amount.Minor,
            Currency = amount.Currency,
            TaxCategory = tax.Category,
            TaxRateThousandths = tax.Rate.Thousandths,
            CorrectsPosition = corrected?.Position,
        };
    }
}
