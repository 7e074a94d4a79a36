using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Rating;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.Invoices;

/// <param name="Invoices">Finalised ones, newest first.</param>
/// <param name="Running">The running month, as it would be invoiced now; null without a place in the books.</param>
public sealed record InvoicesView(IReadOnlyList<InvoiceView> Invoices, PreviewView? Running);

/// <summary>An organization's invoices, and the running month before it becomes one.</summary>
[Area("Invoices")]
[Route("organizations/{organizationId:long}/invoices")]
[Needs(Permission.SeeMoney)]
public sealed class InvoicesController : CustomerController
{
    [HttpGet("")]
    public async Task<IActionResult> Index(
        [FromServices] InvoiceQueries invoices, [FromServices] Preview preview, CancellationToken ct) =>
        View(new InvoicesView(
            await invoices.ListAsync(Caller.OrganizationId, ct), await preview.ForAsync(Caller.OrganizationId, ct)));

    /// <summary>The running month, line by line.</summary>
    [HttpGet("running")]
    public async Task<IActionResult> Running([FromServices] Preview preview, CancellationToken ct) =>
        await preview.ForAsync(Caller.OrganizationId, ct) is { } running ? View(running) : NotFound();

    [HttpGet("{invoiceId:long}")]
    public async Task<IActionResult> Show(long invoiceId, [FromServices] InvoiceQueries invoices, CancellationToken ct) =>
        await invoices.FindAsync(Caller.OrganizationId, invoiceId, ct) is { } found ? View(found) : NotFound();
}
