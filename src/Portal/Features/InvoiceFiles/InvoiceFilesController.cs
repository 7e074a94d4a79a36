using System.Globalization;

using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Invoicing.EInvoice;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.InvoiceFiles;

/// <summary>An organization's invoices as files: to print, and as e-invoices of EN 16931 in both syntaxes.</summary>
[Area("InvoiceFiles")]
[Route("organizations/{organizationId:long}/invoices/{invoiceId:long}")]
[Needs(Permission.SeeMoney)]
public sealed class InvoiceFilesController : CustomerController
{
    [HttpGet("pdf")]
    public async Task<IActionResult> Pdf(long invoiceId, [FromServices] PrintInvoice print, CancellationToken ct) =>
        await print.ExecuteAsync(Caller.OrganizationId, invoiceId, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, ct) is { } file
            ? File(file.Content, file.ContentType, file.Name)
            : NotFound();

    [HttpGet("ubl")]
    public Task<IActionResult> Ubl(long invoiceId, [FromServices] ExportInvoice export, CancellationToken ct) =>
        ExportAsync(invoiceId, EInvoiceSyntax.Ubl, export, ct);

    [HttpGet("cii")]
    public Task<IActionResult> Cii(long invoiceId, [FromServices] ExportInvoice export, CancellationToken ct) =>
        ExportAsync(invoiceId, EInvoiceSyntax.Cii, export, ct);

    private async Task<IActionResult> ExportAsync(long invoiceId, EInvoiceSyntax syntax, ExportInvoice export, CancellationToken ct)
    {
        var file = await export.ExecuteAsync(Caller.OrganizationId, invoiceId, syntax, ct);
        return file switch
        {
            { IsSuccess: true } => File(file.Value.Content, file.Value.ContentType, file.Value.Name),
            { Problem.Code: "invoice_missing" } => NotFound(),
            // What lacks (a country, a VAT id) is the customer's or the seller's to fill in: the invoice's page says so.
            _ => LocalRedirect(string.Create(
                CultureInfo.InvariantCulture, $"/organizations/{Caller.OrganizationId}/invoices/{invoiceId}?einvoice=incomplete")),
        };
    }
}
