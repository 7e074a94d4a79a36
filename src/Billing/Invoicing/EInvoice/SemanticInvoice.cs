using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Tax;

namespace Hostelry.Billing.Invoicing.EInvoice;

/// <summary>A party of the semantic model (BG-4, BG-7). What is not known is empty.</summary>
/// <param name="Id">Our own id of the party (BT-29, BT-46).</param>
/// <param name="Registration">BT-30; the buyer has none here.</param>
/// <param name="VatId">BT-31, BT-48.</param>
/// <param name="TaxNumber">BT-32.</param>
internal sealed record SemanticParty(
    string Id, string Name, string Street, string PostalCode, string City, string Region, string Country, string VatId,
    string TaxNumber, string Registration, string Email, string Phone);

/// <summary>A line (BG-25).</summary>
/// <param name="Id">BT-126.</param>
/// <param name="Name">BT-153.</param>
/// <param name="Description">BT-154.</param>
/// <param name="Product">BT-155.</param>
/// <param name="From">BT-134, the first day.</param>
/// <param name="To">BT-135, the last day.</param>
/// <param name="Quantity">BT-129.</param>
/// <param name="Unit">BT-130, UN/ECE recommendation 20.</param>
/// <param name="Price">BT-146: never negative.</param>
/// <param name="Allowance">BT-136: what a cap takes off; zero: none.</param>
/// <param name="Net">BT-131: quantity × price − allowance, to two digits.</param>
/// <param name="Category">BT-151.</param>
/// <param name="Rate">BT-152; null where there is none (O).</param>
internal sealed record SemanticLine(
    string Id, string Name, string Description, string Product, DateOnly From, DateOnly To, decimal Quantity, string Unit,
    decimal Price, decimal Allowance, decimal Net, TaxCategory Category, decimal? Rate);

/// <summary>A row of the VAT breakdown (BG-23).</summary>
/// <param name="Taxable">BT-116.</param>
/// <param name="Tax">BT-117.</param>
/// <param name="Category">BT-118.</param>
/// <param name="Rate">BT-119; null where there is none (O).</param>
/// <param name="Reason">BT-120; empty where tax is charged.</param>
/// <param name="ReasonCode">BT-121; may be empty.</param>
internal sealed record SemanticTax(
    decimal Taxable, decimal Tax, TaxCategory Category, decimal? Rate, string Reason, string ReasonCode);

/// <summary>
/// An invoice in the semantic model of EN 16931: both syntaxes are written from it, and its business rules are checked on it.
/// </summary>
/// <param name="Number">BT-1.</param>
/// <param name="IssueDate">BT-2.</param>
/// <param name="TypeCode">BT-3: 380, 381 or 383.</param>
/// <param name="Currency">BT-5.</param>
/// <param name="DueDate">BT-9; null for a credit note.</param>
/// <param name="BuyerReference">BT-10; may be empty.</param>
/// <param name="Notes">BT-22.</param>
/// <param name="Preceding">BT-25 and BT-26; null for an invoice.</param>
/// <param name="From">BT-73.</param>
/// <param name="To">BT-74.</param>
/// <param name="PaymentReference">BT-83: what a transfer says, so that it is matched.</param>
/// <param name="Iban">BT-84; empty: no bank.</param>
/// <param name="LineTotal">BT-106.</param>
/// <param name="TotalWithoutTax">BT-109.</param>
/// <param name="TotalTax">BT-110.</param>
/// <param name="TotalWithTax">BT-112.</param>
/// <param name="Paid">BT-113.</param>
/// <param name="Rounding">BT-114.</param>
/// <param name="Due">BT-115.</param>
internal sealed record SemanticInvoice(
    string Number, DateOnly IssueDate, string TypeCode, string Currency, DateOnly? DueDate, string BuyerReference,
    IReadOnlyList<string> Notes, (string Number, DateOnly IssueDate)? Preceding, SemanticParty Seller, SemanticParty Buyer,
    DateOnly From, DateOnly To, string PaymentReference, string Iban, string Bic, string AccountName, IReadOnlyList<SemanticLine> Lines,
    IReadOnlyList<SemanticTax> Taxes, decimal LineTotal, decimal TotalWithoutTax, decimal TotalTax, decimal TotalWithTax,
    decimal Paid, decimal Rounding, decimal Due)
{
    public const string CreditNote = "381";

    /// <summary>BT-24.</summary>
    public const string Specification = "urn:cen.eu:en16931:2017";

    /// <summary>BT-20 of a credit note, which has no day to be paid by.</summary>
    public const string CreditTerms = "Set off against what is owed, or kept on the customer's balance";

    private const int Digits = 2;

    public bool IsCreditNote => TypeCode == CreditNote;

    /// <summary>
    /// Refusal: <c>e_invoice_not_possible</c> — the standard asks for something that the invoice does not have (both parties'
    /// countries, a tax id), or its currency has three digits. The message says what.
    /// </summary>
    public static Result<SemanticInvoice> Of(InvoiceDocument invoice)
    {
        if (Kernel.Currency.Of(invoice.Currency).Exponent > Digits)
        {
            return NotPossible($"the standard knows two digits after the point, and {invoice.Currency} has more");
        }

        var model = Map(invoice);
        return SemanticRules.Broken(model) is { } broken ? NotPossible(broken) : model;
    }

    private static Problem NotPossible(string why) =>
        new("e_invoice_not_possible", $"This invoice cannot be given as an e-invoice: {why}.");

    private static SemanticInvoice Map(InvoiceDocument invoice)
    {
        // What is not subject to tax must not show the parties' VAT ids (BR-O-02 to -04).
        var showsVatIds = invoice.Taxes.All(tax => tax.Category != "O");
        var (seller, buyer) = (invoice.LegalEntity, invoice.Customer);
        var month = Month.TryParse(invoice.Month, out var parsed) ? parsed : throw new InvalidDataException(invoice.Month);
        return new SemanticInvoice(
            invoice.Name,
            Day(invoice.IssueDate),
            invoice.InvoiceKind switch { InvoiceKind.Invoice => "380", InvoiceKind.CreditNote => CreditNote, InvoiceKind.DebitNote => "383" },
            invoice.Currency,
            invoice.Payment.DueDate.Length > 0 ? Day(invoice.Payment.DueDate) : null,
            invoice.CustomerReference,
            invoice.Corrects is { } corrects ? [corrects.Reason] : [],
            invoice.Corrects is { } original ? (original.Name, Day(original.IssueDate)) : null,
            Party(seller, showsVatIds),
            Party(buyer, showsVatIds),
            DateOnly.FromDateTime(month.Start.UtcDateTime),
            DateOnly.FromDateTime(month.End.UtcDateTime).AddDays(-1),
            Payments.Bank.PaymentReference.Plain(buyer.Id),
            invoice.Payment.Iban,
            invoice.Payment.Bic,
            seller.Name,
            [.. invoice.Lines.Select(Line)],
            [.. invoice.Taxes.Select(Tax)],
            Amount(invoice.Net),
            Amount(invoice.Net),
            Amount(invoice.Tax),
            Amount(invoice.Net) + Amount(invoice.Tax),
            Amount(invoice.PaidFromBalance),
            Amount(invoice.Rounding),
            Amount(invoice.Due));
    }

    private static SemanticParty Party(InvoiceParty party, bool showsVatId) => new(
        party.Id.ToString(CultureInfo.InvariantCulture), party.Name, party.Street, party.PostalCode, party.City, party.Region,
        party.Country, showsVatId ? party.VatId : "", party.TaxNumber, party.Registration, party.Email, party.Phone);

    private static SemanticTax Tax(InvoiceDocumentTax tax)
    {
        var category = TaxCategories.Of(tax.Category);
        var reason = tax.Wording.Length == 0 && category == TaxCategory.OutOfScope ? "Not subject to VAT" : tax.Wording;
        return new SemanticTax(
            Amount(tax.Taxable), Amount(tax.Amount), category, RateOf(category, tax.Rate),
            category == TaxCategory.Standard ? "" : reason, tax.ExemptionCode);
    }

    /// <summary>
    /// Quantity × price is the amount, or what a cap took off stands beside it. Where it is neither (tiers, parts, discounts,
    /// notes), the line is one piece at its amount; below zero the quantity is, for a price must not be.
    /// </summary>
    private static SemanticLine Line(InvoiceDocumentLine line)
    {
        var (quantity, price, net) = (Amount(line.Quantity), Amount(line.UnitPrice), Amount(line.Amount));
        var full = Math.Round(quantity * price, Digits, MidpointRounding.AwayFromZero);
        var unit = line.LineKind switch
        {
            LineKind.Hour or LineKind.Commitment => "HUR",
            LineKind.Month or LineKind.App => "MON",
            LineKind.UnitHour or LineKind.OneOff or LineKind.Percentage or LineKind.Usage or LineKind.Discount => "C62",
        };
        var allowance = line.Capped && full > net ? full - net : 0;
        if (price < 0 || quantity == 0 || full - allowance != net)
        {
            (quantity, price, allowance, unit) = (net < 0 ? -1 : 1, Math.Abs(net), 0, "C62");
        }

        var category = TaxCategories.Of(line.TaxCategory);
        return new SemanticLine(
            line.Position.ToString(CultureInfo.InvariantCulture),
            line.Description.Length > 0 ? line.Description : line.Product,
            $"{line.Product}, {Moment(line.From)} to {Moment(line.To)} UTC, {line.Quantity} x {line.UnitPrice}",
            line.Product,
            DateOnly.FromDateTime(line.From.UtcDateTime),
            DateOnly.FromDateTime(line.To.UtcDateTime.AddTicks(-1)),
            quantity,
            unit,
            price,
            allowance,
            net,
            category,
            RateOf(category, line.TaxRate));
    }

    private static decimal? RateOf(TaxCategory category, string rate) =>
        category == TaxCategory.OutOfScope ? null : Amount(rate);

    private static decimal Amount(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "O", CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
