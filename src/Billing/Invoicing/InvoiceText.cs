using System.Globalization;
using System.Text;

namespace Hostelry.Billing.Invoicing;

/// <summary>An invoice as plain text, 78 columns, the same in every culture.</summary>
public static class InvoiceText
{
    private const int Width = 78;

    public static string Write(InvoiceDocument invoice)
    {
        var text = new StringBuilder();
        Line(text, $"{Title(invoice)} {invoice.Name}", invoice.IssueDate);
        Party(text, invoice.LegalEntity);
        Line(text, "", "");
        Line(text, $"For {invoice.Customer.Name} (organization {Number(invoice.Customer.Id)})", "");
        Party(text, invoice.Customer with { Name = "" });
        if (invoice.Corrects is { } corrects)
        {
            Line(text, $"Corrects {corrects.Name} of {corrects.IssueDate}: {corrects.Reason}", "");
        }

        Line(text, $"Month {invoice.Month}, times in UTC", invoice.Currency);
        Line(text, "", "");
        foreach (var line in invoice.Lines)
        {
            Line(text, $"{Number(line.Position)}. {line.Description}", "");
            Line(text, $"   {line.Product}, {Minute(line.From)} to {Minute(line.To)}", "");
            var unit = line.Kind == "hour" ? "h" : line.Kind;
            var cap = line.Capped ? ", capped" : "";
            Line(text, $"   {line.Quantity} {unit} at {line.UnitPrice}{cap}", line.Amount);
        }

        text.Append('-', Width).Append('\n');
        Totals(text, invoice);
        return text.ToString();
    }

    private static void Party(StringBuilder text, InvoiceParty party)
    {
        foreach (var line in new[] { party.Name }.Concat(party.AddressLines).Where(line => line.Length > 0))
        {
            Line(text, line, "");
        }

        if (party.VatId.Length > 0)
        {
            Line(text, $"VAT {party.VatId}", "");
        }
    }

    private static void Totals(StringBuilder text, InvoiceDocument invoice)
    {
        var isTaxed = invoice.Taxes.Any(tax => tax.Category == "S");
        if (isTaxed)
        {
            Line(text, "Net", invoice.Net);
        }

        foreach (var tax in invoice.Taxes.Where(tax => tax.Category == "S"))
        {
            Line(text, $"Tax {tax.Country} {tax.Rate} % on {tax.Taxable}", tax.Amount);
        }

        if (invoice.Rounding.Any(digit => digit is >= '1' and <= '9'))
        {
            Line(text, "Rounding", invoice.Rounding);
        }

        Line(text, "Total", invoice.Total);
        if (invoice.InvoiceKind != InvoiceKind.CreditNote)
        {
            Line(text, "Paid from balance", invoice.PaidFromBalance);
            Line(text, "Due", invoice.Due);
        }

        foreach (var wording in invoice.Taxes.Select(tax => tax.Wording).Where(wording => wording.Length > 0))
        {
            Line(text, wording, "");
        }
    }

    private static string Title(InvoiceDocument invoice) => invoice.InvoiceKind switch
    {
        InvoiceKind.Invoice => "Invoice",
        InvoiceKind.CreditNote => "Credit note",
        InvoiceKind.DebitNote => "Debit note",
    };

    private static void Line(StringBuilder text, string left, string right) =>
        text.Append((left + (right.Length == 0 ? "" : new string(' ', Math.Max(1, Width - left.Length - right.Length)) + right)))
            .Append('\n');

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Minute(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
