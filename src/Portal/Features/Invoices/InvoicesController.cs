using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Rating;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.Invoices;

/// <param name="Invoices">Finalised ones, newest first.</param>
/// <param name="Running">The running month, as it would be invoiced now; null without a place in the books.</param>
public sealed record InvoicesView(IReadOnlyList<InvoiceView> Invoices, PreviewView? Running);

/// <param name="Why">Why each line is what it is, by its position; empty for a note that staff wrote.</param>
public sealed record InvoicePage(InvoiceView Invoice, IReadOnlyDictionary<int, LineExplanation> Why);

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

    /// <summary>An invoice, and why each of its lines is what it is, made anew from its facts.</summary>
    [HttpGet("{invoiceId:long}")]
    public async Task<IActionResult> Show(
        long invoiceId, [FromServices] InvoiceQueries invoices, [FromServices] ExplainInvoice explain, CancellationToken ct)
    {
        if (await invoices.FindAsync(Caller.OrganizationId, invoiceId, ct) is not { } found)
        {
            return NotFound();
        }

        var explained = await explain.ExecuteAsync(Caller.OrganizationId, invoiceId, ct);
        return View(new InvoicePage(
            found, explained.IsSuccess ? explained.Value.Lines.ToDictionary(one => one.Line.Position) : new Dictionary<int, LineExplanation>()));
    }
}
