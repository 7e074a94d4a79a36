using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Listing;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Api.Invoices;

/// <summary>
/// The organization's invoices, and why each line is what it is. Money belongs to the organization and not to a project: only a
/// token that was made to see it does.
/// </summary>
[Route("v1/invoices")]
public sealed class InvoicesController(InvoiceQueries invoices, ApiCaller caller) : ApiController
{
    private static readonly Problem Missing = new("not_found", "There is no such invoice.");

    [HttpGet]
    [ProducesResponseType<InvoicesResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status403Forbidden)]
    public async Task<IActionResult> List([FromQuery] PlainQuery query, CancellationToken ct)
    {
        if (!caller.MaySeeMoney)
        {
            return ApiErrors.Result(ApiErrors.NoMoney);
        }

        var all = await invoices.ListAsync(Project.OrganizationId, ct);
        var wanted = all.Where(invoice => query.Name is null || invoice.Document.Name == query.Name).ToList();
        var page = query.ToPage();
        var skip = (int)Math.Min((page.Number - 1L) * page.Size, int.MaxValue);
        var paged = new Paged<InvoiceView>([.. wanted.Skip(skip).Take(page.Size)], wanted.Count, page);
        return Ok(new InvoicesResponse([.. paged.Items.Select(InvoiceResponse.Of)], Meta(paged)));
    }

    /// <summary>Whoever may not see money sees no invoice either.</summary>
    [HttpGet("{id:long}")]
    [ProducesResponseType<OneInvoiceResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    public async Task<IActionResult> Get(long id, CancellationToken ct) =>
        caller.MaySeeMoney && await invoices.FindAsync(Project.OrganizationId, id, ct) is { } found
            ? Ok(new OneInvoiceResponse(InvoiceResponse.Of(found)))
            : ApiErrors.Result(Missing);

    /// <summary>Of an invoice, or of a note that late usage brought; made anew from its facts.</summary>
    [HttpGet("{id:long}/explanation")]
    [ProducesResponseType<ExplanationResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ErrorResponse>(StatusCodes.Status404NotFound)]
    public async Task<IActionResult> Explain(long id, [FromServices] ExplainInvoice explain, CancellationToken ct)
    {
        if (!caller.MaySeeMoney)
        {
            return ApiErrors.Result(Missing);
        }

        var explained = await explain.ExecuteAsync(Project.OrganizationId, id, ct);
        return explained.IsSuccess
            ? Ok(new ExplanationResponse(id, [.. explained.Value.Lines.Select(LineExplanationResponse.Of)]))
            : ApiErrors.Result(Missing);
    }
}
