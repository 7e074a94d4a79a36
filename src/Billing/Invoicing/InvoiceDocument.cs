using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Invoicing;

/// <summary>A name and an id, as they were when the invoice was issued.</summary>
public sealed record InvoiceParty(long Id, string Name);

/// <param name="Position">1, 2, 3, …</param>
/// <param name="SubscriptionId">Whose use.</param>
/// <param name="Description">What the customer called it.</param>
/// <param name="Product">The product code.</param>
/// <param name="PriceId">The price version.</param>
/// <param name="From">UTC.</param>
/// <param name="To">UTC, exclusive.</param>
/// <param name="Hours">Begun hours.</param>
/// <param name="HourlyPrice">Nine digits after the point.</param>
/// <param name="Capped">Whether a cap made the amount less than hours × price.</param>
/// <param name="Amount">In the invoice's currency.</param>
public sealed record InvoiceDocumentLine(
    int Position, long SubscriptionId, string Description, string Product, long PriceId, DateTimeOffset From,
    DateTimeOffset To, long Hours, string HourlyPrice, bool Capped, string Amount);

/// <summary>
/// An invoice as data. Its JSON is what is hashed and kept, so names and order of these fields belong to
/// <see cref="Format"/> and never change within it. Amounts are decimal strings.
/// </summary>
public sealed record InvoiceDocument(
    int Format, string Series, long Number, DateTimeOffset IssuedAt, InvoiceParty LegalEntity, InvoiceParty Customer,
    string Month, string Currency, IReadOnlyList<InvoiceDocumentLine> Lines, string Total, string PaidFromBalance,
    string Due, string PreviousHash)
{
    public const int PresentFormat = 1;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary><c>INV-000012</c>.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Series}-{Number:D6}");

    public static InvoiceDocument Read(string json) =>
        JsonSerializer.Deserialize<InvoiceDocument>(json, Json)
        ?? throw new InvalidDataException("An invoice's document is empty.");

    /// <summary>SHA-256 of the UTF-8 text, 64 lower case hex digits.</summary>
    public static string HashOf(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));

    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>What the rows of a numbered invoice say; names and payment come from <paramref name="parties"/>.</summary>
    internal static InvoiceDocument Of(Invoice invoice, InvoiceParties parties, Money paid) => new(
        PresentFormat,
        invoice.Series!,
        invoice.Number!.Value,
        invoice.IssuedAt!.Value,
        parties.LegalEntity,
        parties.Customer,
        Rating.Month.Of(invoice.PeriodStart).ToString(),
        invoice.Currency.Code,
        [.. invoice.Lines.OrderBy(line => line.Position).Select(Line)],
        invoice.Total.ToDecimalString(),
        paid.ToDecimalString(),
        (invoice.Total - paid).ToDecimalString(),
        invoice.PreviousHash!);

    private static InvoiceDocumentLine Line(InvoiceLine line) => new(
        line.Position,
        line.SubscriptionId,
        line.Description,
        line.ProductCode,
        line.PriceId,
        line.From,
        line.To,
        line.Hours,
        new UnitPrice(line.HourlyNano, line.Currency).ToDecimalString(),
        line.Capped,
        new Money(line.AmountMinor, line.Currency).ToDecimalString());
}

/// <summary>Both sides of an invoice.</summary>
internal sealed record InvoiceParties(InvoiceParty LegalEntity, InvoiceParty Customer);
