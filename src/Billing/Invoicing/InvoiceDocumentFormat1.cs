using System.Globalization;
using System.Text.Json;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Tax;

namespace Hostelry.Billing.Invoicing;

/// <summary>The first format, of invoices issued before there was tax: read and verified for ever, written no more.</summary>
internal sealed record InvoiceDocumentFormat1(
    int Format, string Series, long Number, DateTimeOffset IssuedAt, InvoiceDocumentFormat1.Party LegalEntity,
    InvoiceDocumentFormat1.Party Customer, string Month, string Currency,
    IReadOnlyList<InvoiceDocumentFormat1.Line> Lines, string Total, string PaidFromBalance, string Due, string PreviousHash)
{
    public const int FirstFormat = 1;

    /// <summary><c>INV-000012</c>: part of the text that was hashed.</summary>
    public string Name => InvoiceDocument.NameOf(Series, Number);

    public static InvoiceDocumentFormat1 Read(string json) =>
        JsonSerializer.Deserialize<InvoiceDocumentFormat1>(json, InvoiceDocument.Json)
        ?? throw new InvalidDataException("An invoice's document is empty.");

    /// <summary>What the rows say, with the names that were kept.</summary>
    public static InvoiceDocumentFormat1 Of(Invoice invoice, InvoiceDocumentFormat1 kept) => kept with
    {
        Series = invoice.Series!,
        Number = invoice.Number!.Value,
        IssuedAt = invoice.IssuedAt!.Value,
        Month = Rating.Month.Of(invoice.PeriodStart).ToString(),
        Currency = invoice.Currency.Code,
        Lines = [.. invoice.Lines.OrderBy(line => line.Position).Select(Line.Of)],
        Total = invoice.Total.ToDecimalString(),
        Due = (invoice.Total - Money.Parse(kept.PaidFromBalance, invoice.Currency)).ToDecimalString(),
        PreviousHash = invoice.PreviousHash!,
    };

    public string Write() => JsonSerializer.Serialize(this, InvoiceDocument.Json);

    public InvoiceDocument ToPresent()
    {
        var zero = Money.Zero(Kernel.Currency.Of(Currency)).ToDecimalString();
        return new InvoiceDocument(
            Format, "invoice", Series, Number, IssuedAt, InvoiceDates.Day(IssuedAt, "UTC"), LegalEntity.ToPresent(),
            Customer.ToPresent(), "", Month, Currency, [.. Lines.Select(line => line.ToPresent())],
            [new InvoiceDocumentTax("O", "0", "", TaxReason.NotSetUp, Total, zero, "", "")],
            Total, zero, zero, Total, PaidFromBalance, Due, new InvoicePayment("", "", "", ""), null, "", PreviousHash);
    }

    internal sealed record Party(long Id, string Name)
    {
        public InvoiceParty ToPresent() => new(Id, Name, "", "", "", "", "", "", "", "", "", "");
    }

    internal sealed record Line(
        int Position, long SubscriptionId, string Description, string Product, long PriceId, DateTimeOffset From,
        DateTimeOffset To, long Hours, string HourlyPrice, bool Capped, string Amount)
    {
        public static Line Of(InvoiceLine line) => new(
            line.Position, line.SubscriptionId, line.Description, line.ProductCode, line.PriceId, line.From, line.To,
            line.Hours, new UnitPrice(line.HourlyNano, line.Currency).ToDecimalString(), line.Capped,
            line.Amount.ToDecimalString());

        public InvoiceDocumentLine ToPresent() => new(
            Position, SubscriptionId, Description, Product, ProductClass.Of(Product), PriceId, From, To,
            "hour", Hours, Hours.ToString(CultureInfo.InvariantCulture), 0, 0, null, HourlyPrice, Capped, Amount, "O", "0", null);
    }
}
