using Hostelry.Billing.Tax;

namespace Hostelry.Billing.Invoicing.EInvoice;

/// <summary>
/// The business rules of EN 16931 that concern what our invoices hold. An invoice that breaks one is not written; tests try
/// them on random invoices.
/// </summary>
internal static class SemanticRules
{
    private const decimal Tolerance = 0.01m;

    /// <summary>The first rule that is broken, with its id and what is wrong; null: none.</summary>
    public static string? Broken(SemanticInvoice invoice) =>
        All(invoice).Where(rule => !rule.Holds).Select(rule => $"{rule.What} ({rule.Id})").FirstOrDefault();

    private static IEnumerable<(string Id, string What, bool Holds)> All(SemanticInvoice invoice) =>
        [.. Document(invoice), .. Lines(invoice), .. Totals(invoice), .. invoice.Taxes.SelectMany(tax => Category(invoice, tax))];

    private static IEnumerable<(string Id, string What, bool Holds)> Document(SemanticInvoice invoice)
    {
        var (seller, buyer) = (invoice.Seller, invoice.Buyer);
        yield return ("BR-02", "it needs a number", invoice.Number.Length > 0);
        yield return ("BR-06", "the seller needs a name", seller.Name.Length > 0);
        yield return ("BR-07", "the customer needs a name", buyer.Name.Length > 0);
        yield return ("BR-09", "the legal entity needs a country", seller.Country.Length == 2);
        yield return ("BR-11", "the customer needs a country in its billing profile", buyer.Country.Length == 2);
        yield return ("BR-16", "it needs a line", invoice.Lines.Count > 0);
        yield return ("BR-29", "its period ends before it starts", invoice.To >= invoice.From);
        yield return ("BR-55", "it needs the invoice that it corrects", !invoice.IsCreditNote || invoice.Preceding is { Number.Length: > 0 });
        yield return ("BR-CO-09", "the seller's VAT id needs its country's prefix", HasPrefix(seller));
        yield return ("BR-CO-09", "the customer's VAT id needs its country's prefix", HasPrefix(buyer));
        yield return ("BR-CO-18", "it needs a tax breakdown", invoice.Taxes.Count > 0);
        yield return (
            "BR-CO-25", "it needs a due date", invoice.Due <= 0 || invoice.IsCreditNote || invoice.DueDate is not null);
        yield return ("BR-CO-26", "the seller needs an identifier", (seller.Id + seller.Registration + seller.VatId).Length > 0);
    }

    private static IEnumerable<(string Id, string What, bool Holds)> Lines(SemanticInvoice invoice)
    {
        foreach (var line in invoice.Lines)
        {
            yield return ("BR-21", "a line needs an id", line.Id.Length > 0);
            yield return ("BR-25", "a line needs a name", line.Name.Length > 0);
            yield return ("BR-27", "a price must not be negative", line.Price >= 0);
            yield return ("BR-30", "a line's period ends before it starts", line.To >= line.From);
            yield return ("BR-DEC-23", "a line's amount has two digits", HasTwoDigits(line.Net));
            yield return (
                "line amount", "a line's quantity × price − allowance is its amount",
                Math.Abs((line.Quantity * line.Price) - line.Allowance - line.Net) <= Tolerance / 2);
        }
    }

    private static IEnumerable<(string Id, string What, bool Holds)> Totals(SemanticInvoice invoice)
    {
        yield return ("BR-CO-10", "the lines' total is their sum", invoice.LineTotal == invoice.Lines.Sum(line => line.Net));
        yield return ("BR-CO-13", "the total without tax is the lines' total", invoice.TotalWithoutTax == invoice.LineTotal);
        yield return ("BR-CO-14", "the total tax is the sum of the breakdown", invoice.TotalTax == invoice.Taxes.Sum(tax => tax.Tax));
        yield return (
            "BR-CO-15", "the total with tax is total and tax", invoice.TotalWithTax == invoice.TotalWithoutTax + invoice.TotalTax);
        yield return (
            "BR-CO-16", "what is due is the total less what is paid, rounded",
            invoice.Due == invoice.TotalWithTax - invoice.Paid + invoice.Rounding);
        decimal[] amounts =
        [
            invoice.LineTotal, invoice.TotalWithoutTax, invoice.TotalTax, invoice.TotalWithTax, invoice.Paid, invoice.Rounding,
            invoice.Due, .. invoice.Taxes.SelectMany(tax => new[] { tax.Taxable, tax.Tax }),
        ];
        yield return ("BR-DEC", "amounts have two digits", amounts.All(HasTwoDigits));
        yield return (
            "BR-O-11", "what is not subject to tax stands alone",
            invoice.Taxes.All(tax => tax.Category != TaxCategory.OutOfScope) || invoice.Taxes.Count == 1);
    }

    /// <summary>BR-S, BR-AE, BR-E and BR-O, each 01 to 10.</summary>
    private static IEnumerable<(string Id, string What, bool Holds)> Category(SemanticInvoice invoice, SemanticTax tax)
    {
        var code = "BR-" + tax.Category.Code();
        var lines = invoice.Lines.Where(line => line.Category == tax.Category && line.Rate == tax.Rate).ToList();
        yield return (code + "-01", "each category of the breakdown has a line", lines.Count > 0);
        yield return (code + "-08", "the taxable amount is the sum of its lines", tax.Taxable == lines.Sum(line => line.Net));
        if (tax.Category == TaxCategory.Standard)
        {
            yield return (code + "-05", "a rate is more than nothing", tax.Rate > 0);
            yield return (
                "BR-CO-17", "the tax is the taxable amount × the rate",
                Math.Abs((tax.Taxable * tax.Rate!.Value / 100) - tax.Tax) <= Tolerance);
            yield return (code + "-10", "there is no reason for an exemption", tax.Reason.Length + tax.ReasonCode.Length == 0);
        }
        else
        {
            yield return (code + "-05", "the rate is nothing", tax.Rate is null or 0);
            yield return (code + "-09", "the tax is nothing", tax.Tax == 0);
            yield return (code + "-10", "there is a reason for the exemption", tax.Reason.Length + tax.ReasonCode.Length > 0);
        }

        var (seller, buyer) = (invoice.Seller, invoice.Buyer);
        if (tax.Category == TaxCategory.OutOfScope)
        {
            yield return (code + "-02", "VAT ids must not stand there", (seller.VatId + buyer.VatId).Length == 0);
        }
        else
        {
            yield return (code + "-02", "the legal entity needs a VAT id or a tax number", (seller.VatId + seller.TaxNumber).Length > 0);
            yield return (
                code + "-02", "the customer needs a VAT id",
                tax.Category != TaxCategory.ReverseCharge || buyer.VatId.Length > 0);
        }
    }

    private static bool HasPrefix(SemanticParty party) =>
        party.VatId.Length == 0 || !TaxRules.IsInUnion(party.Country)
        || party.VatId.StartsWith(VatId.Prefix(party.Country), StringComparison.Ordinal);

    private static bool HasTwoDigits(decimal amount) => decimal.Round(amount, 2, MidpointRounding.ToZero) == amount;
}
