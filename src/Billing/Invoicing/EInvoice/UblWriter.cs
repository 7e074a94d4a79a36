using System.Xml.Linq;

using Hostelry.Billing.Tax;

using static Hostelry.Billing.Invoicing.EInvoice.XmlText;

namespace Hostelry.Billing.Invoicing.EInvoice;

/// <summary>UBL 2.1 (ISO/IEC 19845), in the order of its schema; the binding is CEN/TS 16931-3-2.</summary>
internal static class UblWriter
{
    private static readonly XNamespace Cac = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
    private static readonly XNamespace Cbc = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";

    public static byte[] Write(SemanticInvoice invoice)
    {
        var name = invoice.IsCreditNote ? "CreditNote" : "Invoice";
        XNamespace root = $"urn:oasis:names:specification:ubl:schema:xsd:{name}-2";
        return Bytes(new XElement(
            root + name,
            new XAttribute("xmlns", root.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "cac", Cac.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "cbc", Cbc.NamespaceName),
            new XElement(Cbc + "CustomizationID", SemanticInvoice.Specification),
            new XElement(Cbc + "ID", invoice.Number),
            new XElement(Cbc + "IssueDate", Day(invoice.IssueDate)),
            !invoice.IsCreditNote && invoice.DueDate is { } due ? new XElement(Cbc + "DueDate", Day(due)) : null,
            new XElement(Cbc + (name + "TypeCode"), invoice.TypeCode),
            invoice.Notes.Select(note => new XElement(Cbc + "Note", Clean(note))),
            new XElement(Cbc + "DocumentCurrencyCode", invoice.Currency),
            Some(Cbc + "BuyerReference", invoice.BuyerReference),
            Period(invoice.From, invoice.To),
            Preceding(invoice),
            new XElement(Cac + "AccountingSupplierParty", Party(invoice.Seller)),
            new XElement(Cac + "AccountingCustomerParty", Party(invoice.Buyer)),
            PaymentMeans(invoice),
            invoice.IsCreditNote ? new XElement(Cac + "PaymentTerms", new XElement(Cbc + "Note", SemanticInvoice.CreditTerms)) : null,
            Taxes(invoice),
            Totals(invoice),
            invoice.Lines.Select(line => Line(line, invoice))));
    }

    private static XElement Period(DateOnly from, DateOnly to) => new(
        Cac + "InvoicePeriod", new XElement(Cbc + "StartDate", Day(from)), new XElement(Cbc + "EndDate", Day(to)));

    private static XElement? Preceding(SemanticInvoice invoice) => invoice.Preceding is { } preceding
        ? new XElement(
            Cac + "BillingReference",
            new XElement(
                Cac + "InvoiceDocumentReference",
                new XElement(Cbc + "ID", preceding.Number),
                new XElement(Cbc + "IssueDate", Day(preceding.IssueDate))))
        : null;

    private static XElement Party(SemanticParty party) => new(
        Cac + "Party",
        party.Email.Length > 0 ? new XElement(Cbc + "EndpointID", new XAttribute("schemeID", "EM"), Clean(party.Email)) : null,
        new XElement(Cac + "PartyIdentification", new XElement(Cbc + "ID", party.Id)),
        new XElement(
            Cac + "PostalAddress",
            Some(Cbc + "StreetName", party.Street),
            Some(Cbc + "CityName", party.City),
            Some(Cbc + "PostalZone", party.PostalCode),
            Some(Cbc + "CountrySubentity", party.Region),
            new XElement(Cac + "Country", new XElement(Cbc + "IdentificationCode", party.Country))),
        TaxScheme(party.VatId, "VAT"),
        TaxScheme(party.TaxNumber, "TAX"),
        new XElement(
            Cac + "PartyLegalEntity",
            new XElement(Cbc + "RegistrationName", Clean(party.Name)),
            Some(Cbc + "CompanyID", party.Registration)),
        party.Phone.Length + party.Email.Length > 0
            ? new XElement(Cac + "Contact", Some(Cbc + "Telephone", party.Phone), Some(Cbc + "ElectronicMail", party.Email))
            : null);

    private static XElement? TaxScheme(string id, string scheme) => id.Length == 0
        ? null
        : new XElement(
            Cac + "PartyTaxScheme",
            new XElement(Cbc + "CompanyID", Clean(id)),
            new XElement(Cac + "TaxScheme", new XElement(Cbc + "ID", scheme)));

    /// <summary>58 is a SEPA credit transfer, 30 another one.</summary>
    private static XElement? PaymentMeans(SemanticInvoice invoice) => invoice.Iban.Length == 0
        ? null
        : new XElement(
            Cac + "PaymentMeans",
            new XElement(Cbc + "PaymentMeansCode", invoice.Currency == "EUR" ? "58" : "30"),
            new XElement(Cbc + "PaymentID", invoice.PaymentReference),
            new XElement(
                Cac + "PayeeFinancialAccount",
                new XElement(Cbc + "ID", invoice.Iban),
                new XElement(Cbc + "Name", Clean(invoice.AccountName)),
                invoice.Bic.Length > 0
                    ? new XElement(Cac + "FinancialInstitutionBranch", new XElement(Cbc + "ID", invoice.Bic))
                    : null));

    private static XElement Taxes(SemanticInvoice invoice) => new(
        Cac + "TaxTotal",
        Money("TaxAmount", invoice.TotalTax, invoice),
        invoice.Taxes.Select(tax => new XElement(
            Cac + "TaxSubtotal",
            Money("TaxableAmount", tax.Taxable, invoice),
            Money("TaxAmount", tax.Tax, invoice),
            Category("TaxCategory", tax.Category, tax.Rate, tax.ReasonCode, tax.Reason))));

    private static XElement Category(
        string element, TaxCategory category, decimal? rate, string reasonCode = "", string reason = "") => new(
        Cac + element,
        new XElement(Cbc + "ID", category.Code()),
        rate is { } percent ? new XElement(Cbc + "Percent", Number(percent)) : null,
        Some(Cbc + "TaxExemptionReasonCode", reasonCode),
        Some(Cbc + "TaxExemptionReason", reason),
        new XElement(Cac + "TaxScheme", new XElement(Cbc + "ID", "VAT")));

    private static XElement Totals(SemanticInvoice invoice) => new(
        Cac + "LegalMonetaryTotal",
        Money("LineExtensionAmount", invoice.LineTotal, invoice),
        Money("TaxExclusiveAmount", invoice.TotalWithoutTax, invoice),
        Money("TaxInclusiveAmount", invoice.TotalWithTax, invoice),
        Money("PrepaidAmount", invoice.Paid, invoice),
        invoice.Rounding == 0 ? null : Money("PayableRoundingAmount", invoice.Rounding, invoice),
        Money("PayableAmount", invoice.Due, invoice));

    private static XElement Line(SemanticLine line, SemanticInvoice invoice) => new(
        Cac + (invoice.IsCreditNote ? "CreditNoteLine" : "InvoiceLine"),
        new XElement(Cbc + "ID", line.Id),
        new XElement(
            Cbc + (invoice.IsCreditNote ? "CreditedQuantity" : "InvoicedQuantity"),
            new XAttribute("unitCode", line.Unit), Number(line.Quantity)),
        Money("LineExtensionAmount", line.Net, invoice),
        Period(line.From, line.To),
        line.Allowance == 0
            ? null
            : new XElement(
                Cac + "AllowanceCharge",
                new XElement(Cbc + "ChargeIndicator", "false"),
                new XElement(Cbc + "AllowanceChargeReason", MonthlyCap),
                Money("Amount", line.Allowance, invoice)),
        new XElement(
            Cac + "Item",
            new XElement(Cbc + "Description", Clean(line.Description)),
            new XElement(Cbc + "Name", Clean(line.Name)),
            new XElement(Cac + "SellersItemIdentification", new XElement(Cbc + "ID", Clean(line.Product))),
            Category("ClassifiedTaxCategory", line.Category, line.Rate)),
        new XElement(Cac + "Price", Money("PriceAmount", line.Price, invoice)));

    private static XElement Money(string element, decimal amount, SemanticInvoice invoice) =>
        new(Cbc + element, new XAttribute("currencyID", invoice.Currency), Number(amount));
}
