using System.Globalization;
using System.Xml.Linq;

using Hostelry.Billing.Tax;

using static Hostelry.Billing.Invoicing.EInvoice.XmlText;

namespace Hostelry.Billing.Invoicing.EInvoice;

/// <summary>UN/CEFACT Cross Industry Invoice D16B, in the order of its schema; the binding is CEN/TS 16931-3-3.</summary>
internal static class CiiWriter
{
    private static readonly XNamespace Rsm = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100";
    private static readonly XNamespace Ram = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100";
    private static readonly XNamespace Udt = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100";
    private static readonly XNamespace Qdt = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100";

    public static byte[] Write(SemanticInvoice invoice) => Bytes(new XElement(
        Rsm + "CrossIndustryInvoice",
        new XAttribute(XNamespace.Xmlns + "rsm", Rsm.NamespaceName),
        new XAttribute(XNamespace.Xmlns + "ram", Ram.NamespaceName),
        new XAttribute(XNamespace.Xmlns + "udt", Udt.NamespaceName),
        new XAttribute(XNamespace.Xmlns + "qdt", Qdt.NamespaceName),
        new XElement(
            Rsm + "ExchangedDocumentContext",
            new XElement(Ram + "GuidelineSpecifiedDocumentContextParameter", new XElement(Ram + "ID", SemanticInvoice.Specification))),
        new XElement(
            Rsm + "ExchangedDocument",
            new XElement(Ram + "ID", invoice.Number),
            new XElement(Ram + "TypeCode", invoice.TypeCode),
            Date(Ram + "IssueDateTime", invoice.IssueDate),
            invoice.Notes.Select(note => new XElement(Ram + "IncludedNote", new XElement(Ram + "Content", Clean(note))))),
        new XElement(
            Rsm + "SupplyChainTradeTransaction",
            invoice.Lines.Select(Line),
            new XElement(
                Ram + "ApplicableHeaderTradeAgreement",
                Some(Ram + "BuyerReference", invoice.BuyerReference),
                Party("SellerTradeParty", invoice.Seller),
                Party("BuyerTradeParty", invoice.Buyer)),
            new XElement(Ram + "ApplicableHeaderTradeDelivery"),
            Settlement(invoice))));

    private static XElement Line(SemanticLine line) => new(
        Ram + "IncludedSupplyChainTradeLineItem",
        new XElement(Ram + "AssociatedDocumentLineDocument", new XElement(Ram + "LineID", line.Id)),
        new XElement(
            Ram + "SpecifiedTradeProduct",
            new XElement(Ram + "SellerAssignedID", Clean(line.Product)),
            new XElement(Ram + "Name", Clean(line.Name)),
            new XElement(Ram + "Description", Clean(line.Description))),
        new XElement(
            Ram + "SpecifiedLineTradeAgreement",
            new XElement(Ram + "NetPriceProductTradePrice", new XElement(Ram + "ChargeAmount", Number(line.Price)))),
        new XElement(
            Ram + "SpecifiedLineTradeDelivery",
            new XElement(Ram + "BilledQuantity", new XAttribute("unitCode", line.Unit), Number(line.Quantity))),
        new XElement(
            Ram + "SpecifiedLineTradeSettlement",
            new XElement(
                Ram + "ApplicableTradeTax",
                new XElement(Ram + "TypeCode", "VAT"),
                new XElement(Ram + "CategoryCode", line.Category.Code()),
                Rate(line.Rate)),
            Period(line.From, line.To),
            line.Allowance == 0
                ? null
                : new XElement(
                    Ram + "SpecifiedTradeAllowanceCharge",
                    new XElement(Ram + "ChargeIndicator", new XElement(Udt + "Indicator", "false")),
                    new XElement(Ram + "ActualAmount", Number(line.Allowance)),
                    new XElement(Ram + "Reason", MonthlyCap)),
            new XElement(
                Ram + "SpecifiedTradeSettlementLineMonetarySummation", new XElement(Ram + "LineTotalAmount", Number(line.Net)))));

    private static XElement Party(string element, SemanticParty party) => new(
        Ram + element,
        new XElement(Ram + "ID", party.Id),
        new XElement(Ram + "Name", Clean(party.Name)),
        party.Registration.Length > 0
            ? new XElement(Ram + "SpecifiedLegalOrganization", new XElement(Ram + "ID", Clean(party.Registration)))
            : null,
        party.Phone.Length + party.Email.Length > 0
            ? new XElement(
                Ram + "DefinedTradeContact",
                Wrapped("TelephoneUniversalCommunication", "CompleteNumber", party.Phone),
                Wrapped("EmailURIUniversalCommunication", "URIID", party.Email))
            : null,
        new XElement(
            Ram + "PostalTradeAddress",
            Some(Ram + "PostcodeCode", party.PostalCode),
            Some(Ram + "LineOne", party.Street),
            Some(Ram + "CityName", party.City),
            new XElement(Ram + "CountryID", party.Country),
            Some(Ram + "CountrySubDivisionName", party.Region)),
        party.Email.Length > 0
            ? new XElement(
                Ram + "URIUniversalCommunication",
                new XElement(Ram + "URIID", new XAttribute("schemeID", "EM"), Clean(party.Email)))
            : null,
        Registration("VA", party.VatId),
        Registration("FC", party.TaxNumber));

    private static XElement? Wrapped(string outer, string inner, string text) =>
        text.Length == 0 ? null : new XElement(Ram + outer, new XElement(Ram + inner, Clean(text)));

    private static XElement? Registration(string scheme, string id) => id.Length == 0
        ? null
        : new XElement(
            Ram + "SpecifiedTaxRegistration", new XElement(Ram + "ID", new XAttribute("schemeID", scheme), Clean(id)));

    private static XElement Settlement(SemanticInvoice invoice) => new(
        Ram + "ApplicableHeaderTradeSettlement",
        new XElement(Ram + "PaymentReference", invoice.PaymentReference),
        new XElement(Ram + "InvoiceCurrencyCode", invoice.Currency),
        PaymentMeans(invoice),
        invoice.Taxes.Select(tax => new XElement(
            Ram + "ApplicableTradeTax",
            new XElement(Ram + "CalculatedAmount", Number(tax.Tax)),
            new XElement(Ram + "TypeCode", "VAT"),
            Some(Ram + "ExemptionReason", tax.Reason),
            new XElement(Ram + "BasisAmount", Number(tax.Taxable)),
            new XElement(Ram + "CategoryCode", tax.Category.Code()),
            Some(Ram + "ExemptionReasonCode", tax.ReasonCode),
            Rate(tax.Rate))),
        Period(invoice.From, invoice.To),
        invoice.DueDate is { } due ? new XElement(Ram + "SpecifiedTradePaymentTerms", Date(Ram + "DueDateDateTime", due))
            : invoice.IsCreditNote
                ? new XElement(Ram + "SpecifiedTradePaymentTerms", new XElement(Ram + "Description", SemanticInvoice.CreditTerms))
                : null,
        new XElement(
            Ram + "SpecifiedTradeSettlementHeaderMonetarySummation",
            new XElement(Ram + "LineTotalAmount", Number(invoice.LineTotal)),
            new XElement(Ram + "TaxBasisTotalAmount", Number(invoice.TotalWithoutTax)),
            new XElement(Ram + "TaxTotalAmount", new XAttribute("currencyID", invoice.Currency), Number(invoice.TotalTax)),
            invoice.Rounding == 0 ? null : new XElement(Ram + "RoundingAmount", Number(invoice.Rounding)),
            new XElement(Ram + "GrandTotalAmount", Number(invoice.TotalWithTax)),
            new XElement(Ram + "TotalPrepaidAmount", Number(invoice.Paid)),
            new XElement(Ram + "DuePayableAmount", Number(invoice.Due))),
        invoice.Preceding is { } preceding
            ? new XElement(
                Ram + "InvoiceReferencedDocument",
                new XElement(Ram + "IssuerAssignedID", preceding.Number),
                new XElement(
                    Ram + "FormattedIssueDateTime",
                    new XElement(Qdt + "DateTimeString", new XAttribute("format", "102"), Compact(preceding.IssueDate))))
            : null);

    private static XElement? PaymentMeans(SemanticInvoice invoice) => invoice.Iban.Length == 0
        ? null
        : new XElement(
            Ram + "SpecifiedTradeSettlementPaymentMeans",
            new XElement(Ram + "TypeCode", invoice.Currency == "EUR" ? "58" : "30"),
            new XElement(
                Ram + "PayeePartyCreditorFinancialAccount",
                new XElement(Ram + "IBANID", invoice.Iban),
                new XElement(Ram + "AccountName", Clean(invoice.AccountName))),
            Wrapped("PayeeSpecifiedCreditorFinancialInstitution", "BICID", invoice.Bic));

    private static XElement? Rate(decimal? rate) =>
        rate is { } percent ? new XElement(Ram + "RateApplicablePercent", Number(percent)) : null;

    private static XElement Period(DateOnly from, DateOnly to) => new(
        Ram + "BillingSpecifiedPeriod", Date(Ram + "StartDateTime", from), Date(Ram + "EndDateTime", to));

    private static XElement Date(XName name, DateOnly day) =>
        new(name, new XElement(Udt + "DateTimeString", new XAttribute("format", "102"), Compact(day)));

    private static string Compact(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
