using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Invoicing.EInvoice;

/// <summary>The two syntaxes of EN 16931.</summary>
public enum EInvoiceSyntax
{
    /// <summary>UBL 2.1.</summary>
    Ubl,

    /// <summary>UN/CEFACT CII D16B.</summary>
    Cii,
}

/// <summary>An invoice as an e-invoice of EN 16931, for machines to read.</summary>
public sealed class ExportInvoice(InvoiceQueries invoices)
{
    /// <summary>
    /// Refusals: <c>invoice_missing</c>; <c>e_invoice_not_possible</c> where the standard asks for what the invoice has not.
    /// </summary>
    public async Task<Result<InvoiceFile>> ExecuteAsync(
        long organizationId, long invoiceId, EInvoiceSyntax syntax, CancellationToken ct) =>
        await invoices.FindAsync(organizationId, invoiceId, ct) is { } found
            ? Of(found.Document, syntax)
            : InvoiceProblems.Missing;

    /// <summary>Pure: the same invoice is the same bytes.</summary>
    internal static Result<InvoiceFile> Of(InvoiceDocument invoice, EInvoiceSyntax syntax)
    {
        var model = SemanticInvoice.Of(invoice);
        return model.IsSuccess
            ? new InvoiceFile(
                $"{invoice.Name}.{syntax.ToString().ToLowerInvariant()}.xml",
                "application/xml",
                syntax == EInvoiceSyntax.Ubl ? UblWriter.Write(model.Value) : CiiWriter.Write(model.Value))
            : model.Problem!;
    }
}
