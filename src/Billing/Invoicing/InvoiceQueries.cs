using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Invoicing;

/// <summary>A finalised invoice.</summary>
public sealed record InvoiceView(long Id, long OrganizationId, InvoiceDocument Document, string Hash)
{
    public string Text => InvoiceText.Write(Document);
}

/// <summary>Finalised invoices in reach of the tenant.</summary>
public sealed class InvoiceQueries(BillingDb db)
{
    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<InvoiceView>> ListAsync(long organizationId, CancellationToken ct)
    {
        var rows = await Finalised()
            .Where(invoice => invoice.OrganizationId == organizationId)
            .OrderByDescending(invoice => invoice.PeriodStart)
            .ToListAsync(ct);
        return [.. rows.Select(View)];
    }

    /// <summary>Null when the organization has no such invoice.</summary>
    public async Task<InvoiceView?> FindAsync(long organizationId, long invoiceId, CancellationToken ct) =>
        await Finalised().SingleOrDefaultAsync(
            invoice => invoice.OrganizationId == organizationId && invoice.Id == invoiceId, ct) is { } found
            ? View(found)
            : null;

    /// <summary>By its printed number, as operators do; null when there is none.</summary>
    public async Task<InvoiceView?> FindByNumberAsync(string series, long number, CancellationToken ct, long legalEntityId = 1) =>
        await Finalised().SingleOrDefaultAsync(
            invoice => invoice.LegalEntityId == legalEntityId && invoice.Series == series && invoice.Number == number, ct)
            is { } found
            ? View(found)
            : null;

    private IQueryable<Invoice> Finalised() =>
        db.Reachable<Invoice>().AsNoTracking().Where(invoice => invoice.State == InvoiceState.Finalised);

    private static InvoiceView View(Invoice invoice) =>
        new(invoice.Id, invoice.OrganizationId, InvoiceDocument.Read(invoice.Document!), invoice.Hash!);
}
