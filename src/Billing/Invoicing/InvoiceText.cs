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
        Line(text, $"Invoice {invoice.Name}", Day(invoice.IssuedAt));
        Line(text, invoice.LegalEntity.Name, "");
        Line(text, "", "");
        Line(text, $"For {invoice.Customer.Name} (organization {Number(invoice.Customer.Id)})", "");
        Line(text, $"Month {invoice.Month}, times in UTC", invoice.Currency);
        Line(text, "", "");
        foreach (var line in invoice.Lines)
        {
            Line(text, $"{Number(line.Position)}. {line.Description}", "");
            Line(text, $"   {line.Product}, {Minute(line.From)} to {Minute(line.To)}", "");
            var cap = line.Capped ? ", capped" : "";
            Line(text, $"   {Number(line.Hours)} h at {line.HourlyPrice}{cap}", line.Amount);
        }

        text.Append('-', Width).Append('\n');
        Line(text, "Total", invoice.Total);
        Line(text, "Paid from balance", invoice.PaidFromBalance);
        Line(text, "Due", invoice.Due);
        return text.ToString();
    }

    private static void Line(StringBuilder text, string left, string right) =>
        text.Append((left + (right.Length == 0 ? "" : new string(' ', Math.Max(1, Width - left.Length - right.Length)) + right)))
            .Append('\n');

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Minute(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
