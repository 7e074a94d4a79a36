using System.Globalization;

using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Invoicing.EInvoice;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Portal.Features.Shared;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffBooks;

/// <summary>Any customer's invoice: as page, to print, as e-invoice; and what nobody will pay is given up.</summary>
[Area("StaffBooks")]
[Route("staff/books/invoices")]
[StaffMay(StaffRight.See)]
public sealed class BookInvoicesController(
    IStringLocalizer<StaffBooksText> text, IStringLocalizer<SharedText> words, TimeProvider clock) : StaffController
{
    [HttpGet("")]
    public async Task<IActionResult> Invoices(long? entity, string? q, long? before, CancellationToken ct)
    {
        var owners = await Use<ReadBooks>().OwnersAsync(ct);
        var month = Month.Of(clock.GetUtcNow());
        var owner = owners.Any(one => one.Id == entity) ? entity!.Value : LegalEntities.Default;
        await AuditAsync("staff.see_invoices", null, ct, FormattableString.Invariant($"legal_entity:{owner}"));
        var found = await Use<ReadBooks>().InvoicesAsync(owner, (q ?? "").Trim(), before, ct);
        ViewBag.Pager = new PagerView(
            before is null ? null : PagerView.With(Request, ("before", null)),
            found.After is null ? null : PagerView.With(Request, ("before", found.After)));
        return View("Invoices", new BooksPage<BookInvoices>(new BooksHead("invoices", owners, owner, month, month) { HasMonths = false }, found));
    }

    [HttpGet("{id:long}")]
    public async Task<IActionResult> Invoice(long id, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } invoice)
        {
            return NotFound();
        }

        await AuditAsync("staff.see_invoice", invoice.OrganizationId, ct, FormattableString.Invariant($"invoice:{id}"));
        return View("Invoice", invoice);
    }

    [HttpGet("{id:long}/pdf")]
    public async Task<IActionResult> Pdf(long id, CancellationToken ct) =>
        await Use<ReadBooks>().CustomerOfAsync(id, ct) is { } customer
            && await Use<PrintInvoice>().ExecuteAsync(customer, id, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, ct) is { } file
                ? await FileAsync(id, customer, file, ct)
                : NotFound();

    [HttpGet("{id:long}/e-invoice/{syntax}")]
    public async Task<IActionResult> EInvoice(long id, string syntax, CancellationToken ct)
    {
        EInvoiceSyntax? known = syntax switch { "ubl" => EInvoiceSyntax.Ubl, "cii" => EInvoiceSyntax.Cii, _ => null };
        if (known is not { } wanted || await Use<ReadBooks>().CustomerOfAsync(id, ct) is not { } customer)
        {
            return NotFound();
        }

        var file = await Use<ExportInvoice>().ExecuteAsync(customer, id, wanted, ct);
        return file.IsSuccess
            ? await FileAsync(id, customer, file.Value, ct)
            : Done(FormattableString.Invariant($"/staff/books/invoices/{id}"), "Refused_e_invoice_not_possible");
    }

    [HttpGet("{id:long}/write-off"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> WriteOff(long id, CancellationToken ct) =>
        await FindAsync(id, ct) is { } invoice ? View("WriteOff", new WriteOffPage(invoice)) : NotFound();

    [HttpPost("{id:long}/write-off"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> WriteOff(long id, string? confirm, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } invoice)
        {
            return NotFound();
        }

        Confirm(confirm, invoice.Document.Name, words);
        if (ModelState.IsValid)
        {
            var given = await DoAsync<WriteOffInvoice, Result<Money>>(use => use.ExecuteAsync(invoice.OrganizationId, id, ct));
            if (given.Problem is not { } problem)
            {
                return Done(FormattableString.Invariant($"/staff/books/invoices/{id}"), "DoneWriteOff");
            }

            Refuse(problem, "Confirm", text);
        }

        return View("WriteOff", new WriteOffPage(invoice) { Confirm = confirm ?? "" });
    }

    private async Task<InvoiceView?> FindAsync(long id, CancellationToken ct) =>
        await Use<ReadBooks>().CustomerOfAsync(id, ct) is { } customer ? await Use<InvoiceQueries>().FindAsync(customer, id, ct) : null;

    private async Task<IActionResult> FileAsync(long id, long customer, InvoiceFile file, CancellationToken ct)
    {
        await AuditAsync("staff.see_invoice", customer, ct, FormattableString.Invariant($"invoice:{id}"));
        return File(file.Content, file.ContentType, file.Name);
    }
}

public sealed record WriteOffPage(InvoiceView Invoice)
{
    /// <summary>The invoice's number, typed.</summary>
    public string Confirm { get; init; } = "";
}
