using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Tax;

namespace Hostelry.Billing.Invoicing;

/// <summary>Turns rated lines into an unsaved draft, with the tax of each: a pure function.</summary>
internal static class InvoiceDraft
{
    /// <summary>
    /// The tax is that of the period's last day. Refusal: <c>tax_rate_missing</c>. Throws <see cref="OverflowException"/>
    /// for amounts that do not fit.
    /// </summary>
    public static Result<Invoice> Of(Customer customer, Month month, IReadOnlyList<RatedLine> lines, TaxTreatment treatment)
    {
        var taxed = new List<(RatedLine Line, TaxDecision Tax)>(lines.Count);
        foreach (var line in lines)
        {
            var tax = treatment.For(ProductClass.Of(line.Tariff.ProductCode), TaxDay(month));
            if (!tax.IsSuccess)
            {
                return tax.Problem!;
            }

            taxed.Add((line, tax.Value));
        }

        var totals = TaxTotals.Of(
            taxed.Select(line => (line.Line.Amount, line.Tax)), customer.Currency, treatment.PayableStep);
        var invoice = new Invoice
        {
            OrganizationId = customer.OrganizationId,
            SellerId = customer.SellerId,
            LegalEntityId = customer.LegalEntityId,
            PeriodStart = month.Start,
            Currency = customer.Currency,
            NetMinor = totals.Net.Minor,
            TaxMinor = totals.Tax.Minor,
            RoundingMinor = totals.Rounding.Minor,
            TotalMinor = totals.Payable.Minor,
            TaxEvidence = treatment.Evidence,
        };
        invoice.Lines.AddRange(taxed.Select((line, at) => Line(customer, at + 1, line.Line, line.Tax)));
        invoice.Taxes.AddRange(totals.Groups.Select(group => Tax(customer.OrganizationId, group)));
        return invoice;
    }

    /// <summary>The day whose rates a month's use is taxed at: its last.</summary>
    public static DateOnly TaxDay(Month month) => DateOnly.FromDateTime(month.End.UtcDateTime).AddDays(-1);

    /// <summary>A credit or debit note of an invoice, without its lines yet.</summary>
    internal static Invoice Note(InvoiceKind kind, Invoice original, TaxTotals totals, string reason, string operationKey)
    {
        var note = new Invoice
        {
            OrganizationId = original.OrganizationId,
            SellerId = original.SellerId,
            LegalEntityId = original.LegalEntityId,
            Kind = kind,
            PeriodStart = original.PeriodStart,
            Currency = original.Currency,
            NetMinor = totals.Net.Minor,
            TaxMinor = totals.Tax.Minor,
            RoundingMinor = totals.Rounding.Minor,
            TotalMinor = totals.Payable.Minor,
            TaxEvidence = original.TaxEvidence,
            OriginalId = original.Id,
            Original = original,
            Reason = reason,
            OperationKey = operationKey,
        };
        note.Taxes.AddRange(totals.Groups.Select(group => Tax(original.OrganizationId, group)));
        return note;
    }

    internal static InvoiceTax Tax(long organizationId, TaxGroup group) => new()
    {
        OrganizationId = organizationId,
        Category = group.Decision.Category,
        RateThousandths = group.Decision.Rate.Thousandths,
        Country = group.Decision.Country,
        Reason = group.Decision.Reason,
        TaxableMinor = group.Taxable.Minor,
        TaxMinor = group.Tax.Minor,
        Currency = group.Tax.Currency,
    };

    private static InvoiceLine Line(Customer customer, int position, RatedLine line, TaxDecision tax) => new()
    {
        OrganizationId = customer.OrganizationId,
        Position = position,
        SubscriptionId = line.SubscriptionId,
        PriceId = line.Tariff.PriceId,
        ProductCode = line.Tariff.ProductCode,
        ProductClass = ProductClass.Of(line.Tariff.ProductCode),
        Kind = line.Kind,
        Quantity = line.Quantity,
        Measured = line.Measured,
        Included = line.Included,
        RedemptionId = (line.Tariff as CouponTariff)?.RedemptionId,
        Description = line.Description,
        From = line.From,
        To = line.To,
        Hours = line.Hours,
        HourlyNano = line.Tariff.Unit.Nano,
        Capped = line.Capped,
        AmountMinor = line.Amount.Minor,
        Currency = customer.Currency,
        TaxCategory = tax.Category,
        TaxRateThousandths = tax.Rate.Thousandths,
    };
}
