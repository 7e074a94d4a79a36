using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;

namespace Hostelry.Billing.Invoicing;

/// <summary>Seller or customer as it was when the invoice was issued; what it has not said is empty.</summary>
public sealed record InvoiceParty(
    long Id, string Name, string Street, string PostalCode, string City, string Region, string Country, string VatId,
    string TaxNumber, string Registration, string Email, string Phone)
{
    /// <summary>Street, place and country, without what is empty.</summary>
    [JsonIgnore]
    public IEnumerable<string> AddressLines =>
        new[] { Street, $"{PostalCode} {City}".Trim(), Region, Country }.Where(line => line.Length > 0);
}

/// <param name="Position">1, 2, 3, …</param>
/// <param name="SubscriptionId">Whose use.</param>
/// <param name="Description">What the customer called it.</param>
/// <param name="Product">The product code.</param>
/// <param name="ProductClass">For tax and books.</param>
/// <param name="PriceId">The price version.</param>
/// <param name="From">UTC.</param>
/// <param name="To">UTC, exclusive.</param>
/// <param name="Kind">Why it is there, as <c>hour</c>, <c>usage</c>, <c>discount</c>: what the quantity counts (LineKind).</param>
/// <param name="Hours">Begun hours.</param>
/// <param name="Quantity">Decimal, at most nine digits after the point.</param>
/// <param name="Measured">Measured units of a usage line, before the allowance.</param>
/// <param name="Included">Measured units that were included.</param>
/// <param name="RedemptionId">Of a discount: the redeemed coupon.</param>
/// <param name="UnitPrice">Nine digits after the point.</param>
/// <param name="Capped">Whether a cap made the amount less than quantity × price.</param>
/// <param name="Amount">Net, in the invoice's currency.</param>
/// <param name="TaxCategory">S, AE, E or O.</param>
/// <param name="TaxRate">Percent.</param>
/// <param name="CorrectsPosition">Of a note: the line it corrects.</param>
public sealed record InvoiceDocumentLine(
    int Position, long SubscriptionId, string Description, string Product, string ProductClass, long PriceId,
    DateTimeOffset From, DateTimeOffset To, string Kind, long Hours, string Quantity, long Measured, long Included,
    long? RedemptionId, string UnitPrice, bool Capped, string Amount, string TaxCategory, string TaxRate,
    int? CorrectsPosition)
{
    internal LineKind LineKind => SnakeCase.Read<LineKind>(Kind);
}

/// <param name="Category">S, AE, E or O.</param>
/// <param name="Rate">Percent.</param>
/// <param name="Country">Whose tax; empty: nobody's.</param>
/// <param name="Reason">A code: <see cref="Tax.TaxReason"/>.</param>
/// <param name="Taxable">Sum of the lines.</param>
/// <param name="Amount">The tax.</param>
/// <param name="Wording">What the law wants said; empty where nothing.</param>
/// <param name="ExemptionCode">VATEX; empty where none fits.</param>
public sealed record InvoiceDocumentTax(
    string Category, string Rate, string Country, string Reason, string Taxable, string Amount, string Wording,
    string ExemptionCode);

/// <summary>Where and until when to pay.</summary>
/// <param name="DueDate">A day; empty for a credit note.</param>
public sealed record InvoicePayment(string DueDate, string BankName, string Iban, string Bic);

/// <summary>The invoice that a note corrects.</summary>
public sealed record InvoiceReference(string Name, string IssueDate, string Reason);

/// <summary>
/// An invoice as data, in the present format. Its JSON is what is hashed and kept, so names and order of these fields belong
/// to <see cref="Format"/> and never change within it; older formats are read into it. Amounts are decimal strings.
/// </summary>
public sealed record InvoiceDocument(
    int Format, string Kind, string Series, long Number, DateTimeOffset IssuedAt, string IssueDate,
    InvoiceParty LegalEntity, InvoiceParty Customer, string CustomerReference, string Month, string Currency,
    IReadOnlyList<InvoiceDocumentLine> Lines, IReadOnlyList<InvoiceDocumentTax> Taxes, string Net, string Tax,
    string Rounding, string Total, string PaidFromBalance, string Due, InvoicePayment Payment, InvoiceReference? Corrects,
    string TaxEvidence, string PreviousHash)
{
    public const int PresentFormat = 2;

    internal static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary><c>INV-000012</c>.</summary>
    public string Name => NameOf(Series, Number);

    /// <summary>The kind of its <see cref="Kind"/>.</summary>
    internal InvoiceKind InvoiceKind => Enum.Parse<InvoiceKind>(Kind, true);

    /// <summary>As it is printed: <c>INV-000012</c>; throws where it has no number yet.</summary>
    internal static string NameOf(Invoice invoice) => NameOf(invoice.Series!, invoice.Number!.Value);

    internal static string NameOf(string series, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{series}-{number:D6}");

    /// <summary>Any format; throws <see cref="InvalidDataException"/> for one that this build does not know.</summary>
    public static InvoiceDocument Read(string json) => FormatOf(json) switch
    {
        PresentFormat => JsonSerializer.Deserialize<InvoiceDocument>(json, Json)!,
        InvoiceDocumentFormat1.FirstFormat => InvoiceDocumentFormat1.Read(json).ToPresent(),
        var other => throw new InvalidDataException($"An invoice has the unknown format {other}."),
    };

    /// <summary>SHA-256 of the UTF-8 text, 64 lower case hex digits.</summary>
    public static string HashOf(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));

    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>Whether the rows of an invoice still say what its kept text says.</summary>
    internal static bool Matches(Invoice invoice)
    {
        var json = invoice.Document!;
        if (FormatOf(json) == InvoiceDocumentFormat1.FirstFormat)
        {
            return InvoiceDocumentFormat1.Of(invoice, InvoiceDocumentFormat1.Read(json)).Write() == json;
        }

        return Of(invoice, InvoiceContext.Of(Read(json))).Write() == json;
    }

    /// <summary>What the rows of a numbered invoice say; all that the rows do not hold comes from the context.</summary>
    internal static InvoiceDocument Of(Invoice invoice, InvoiceContext context) => new(
        PresentFormat,
        invoice.Kind.ToString().ToLowerInvariant(),
        invoice.Series!,
        invoice.Number!.Value,
        invoice.IssuedAt!.Value,
        context.IssueDate,
        context.LegalEntity,
        context.Customer,
        context.CustomerReference,
        Rating.Month.Of(invoice.PeriodStart).ToString(),
        invoice.Currency.Code,
        [.. invoice.Lines.OrderBy(line => line.Position).Select(Line)],
        [.. invoice.Taxes.OrderBy(tax => tax.Category).ThenByDescending(tax => tax.RateThousandths).Select(tax => TaxOf(tax, context))],
        invoice.Net.ToDecimalString(),
        invoice.Tax.ToDecimalString(),
        invoice.Rounding.ToDecimalString(),
        invoice.Total.ToDecimalString(),
        context.PaidFromBalance,
        (invoice.Total - Money.Parse(context.PaidFromBalance, invoice.Currency)).ToDecimalString(),
        context.Payment,
        context.Corrects,
        invoice.TaxEvidence,
        invoice.PreviousHash!);

    private static InvoiceDocumentLine Line(InvoiceLine line) => new(
        line.Position,
        line.SubscriptionId,
        line.Description,
        line.ProductCode,
        line.ProductClass,
        line.PriceId,
        line.From,
        line.To,
        SnakeCase.Write(line.Kind),
        line.Hours,
        line.Quantity.ToString("0.#########", CultureInfo.InvariantCulture),
        line.Measured,
        line.Included,
        line.RedemptionId,
        new UnitPrice(line.HourlyNano, line.Currency).ToDecimalString(),
        line.Capped,
        line.Amount.ToDecimalString(),
        Billing.Tax.TaxCategories.Code(line.TaxCategory),
        line.TaxRate.ToDecimalString(),
        line.CorrectsPosition);

    private static InvoiceDocumentTax TaxOf(InvoiceTax tax, InvoiceContext context)
    {
        var (wording, code) = context.Wording(tax.Reason, tax.Category);
        return new InvoiceDocumentTax(
            Billing.Tax.TaxCategories.Code(tax.Category),
            tax.Decision.Rate.ToDecimalString(),
            tax.Country,
            tax.Reason,
            tax.Taxable.ToDecimalString(),
            tax.Tax.ToDecimalString(),
            wording,
            code);
    }

    private static int FormatOf(string json) =>
        JsonNode.Parse(json)?["format"]?.GetValue<int>() ?? throw new InvalidDataException("An invoice's document is empty.");
}
