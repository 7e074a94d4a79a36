using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Tax;

namespace Hostelry.Billing.Invoicing;

/// <summary>What an invoice's document says beside its rows: both parties, payment, reference, and the words for its taxes.</summary>
internal sealed record InvoiceContext(
    string IssueDate, InvoiceParty LegalEntity, InvoiceParty Customer, string CustomerReference, string PaidFromBalance,
    InvoicePayment Payment, InvoiceReference? Corrects, Func<string, TaxCategory, (string Wording, string Code)> Wording)
{
    /// <summary>Of an invoice that is being issued: numbered, and with its original if it is a note.</summary>
    public static InvoiceContext Of(
        Invoice invoice, LegalEntity entity, Customer customer, BillingProfile? profile, Money paid) =>
        new(
            InvoiceDates.Day(invoice.IssuedAt!.Value, entity.TimeZone),
            Seller(entity),
            Buyer(customer, profile),
            profile?.Reference ?? "",
            paid.ToDecimalString(),
            new InvoicePayment(
                invoice.DueAt is { } due ? InvoiceDates.Day(due.AddTicks(-1), entity.TimeZone) : "",
                entity.BankName,
                entity.Iban,
                entity.Bic),
            invoice.Original is { } original
                ? new InvoiceReference(
                    InvoiceDocument.NameOf(original.Series!, original.Number!.Value),
                    InvoiceDocument.Read(original.Document!).IssueDate,
                    invoice.Reason)
                : null,
            (reason, category) => (
                TaxWording.Of(reason, entity.Country, entity.ExemptionNote, Certificate(invoice)),
                TaxWording.Code(category, entity.Country)));

    /// <summary>Of a kept document.</summary>
    public static InvoiceContext Of(InvoiceDocument kept) =>
        new(
            kept.IssueDate,
            kept.LegalEntity,
            kept.Customer,
            kept.CustomerReference,
            kept.PaidFromBalance,
            kept.Payment,
            kept.Corrects,
            (reason, category) => kept.Taxes.FirstOrDefault(tax => tax.Reason == reason && tax.Category == category.Code())
                is { } tax
                ? (tax.Wording, tax.ExemptionCode)
                : ("", ""));

    private static string Certificate(Invoice invoice) =>
        invoice.TaxEvidence.StartsWith(TaxTreatment.CertificatePrefix, StringComparison.Ordinal)
            ? invoice.TaxEvidence[TaxTreatment.CertificatePrefix.Length..]
            : "";

    private static InvoiceParty Seller(LegalEntity entity) => new(
        entity.Id, entity.Name, entity.Street, entity.PostalCode, entity.City, entity.Region, entity.Country, entity.VatId,
        entity.TaxNumber, entity.Registration, entity.Email, entity.Phone);

    private static InvoiceParty Buyer(Customer customer, BillingProfile? profile) => profile is null
        ? new InvoiceParty(customer.OrganizationId, customer.Name, "", "", "", "", "", "", "", "", "", "")
        : new InvoiceParty(
            customer.OrganizationId, profile.Name, profile.Street, profile.PostalCode, profile.City, profile.Region,
            profile.Country, profile.VatId, "", "", profile.Email, "");
}
