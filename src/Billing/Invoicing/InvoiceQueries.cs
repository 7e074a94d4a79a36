using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Trial;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Invoicing;

/// <summary>An issued invoice or note.</summary>
/// <param name="State">Finalised or paid.</param>
/// <param name="Open">What is still owed; zero for a credit note.</param>
/// <param name="Credited">What credit notes have taken back.</param>
public sealed record InvoiceView(
    long Id, long OrganizationId, InvoiceKind Kind, InvoiceState State, DateTimeOffset? DueAt, DateTimeOffset? PaidAt, Money Open,
    Money Credited, InvoiceDocument Document, string Hash)
{
    /// <summary>What trial credit paid of it.</summary>
    public Money FromTrial { get; init; }

    /// <summary>Nothing of it is left.</summary>
    public bool IsVoid => Kind != InvoiceKind.CreditNote && !Credited.IsZero && Credited.ToDecimalString() == Document.Total;

    public string Text => InvoiceText.Write(Document);
}

/// <summary>Issued invoices and notes in reach of the tenant.</summary>
public sealed class InvoiceQueries(BillingDb db)
{
    /// <summary>Newest first; notes beside the invoices.</summary>
    public async Task<IReadOnlyList<InvoiceView>> ListAsync(long organizationId, CancellationToken ct) =>
        await ViewsAsync(Issued().Where(invoice => invoice.OrganizationId == organizationId)
            .OrderByDescending(invoice => invoice.IssuedAt).ThenByDescending(invoice => invoice.Id), ct);

    /// <summary>Null when the organization has no such invoice.</summary>
    public async Task<InvoiceView?> FindAsync(long organizationId, long invoiceId, CancellationToken ct) =>
        (await ViewsAsync(Issued().Where(invoice => invoice.OrganizationId == organizationId && invoice.Id == invoiceId), ct))
            .SingleOrDefault();

    /// <summary>By its printed number, as operators do; null when there is none.</summary>
    public async Task<InvoiceView?> FindByNumberAsync(string series, long number, CancellationToken ct, long legalEntityId = 1) =>
        (await ViewsAsync(Issued().Where(invoice =>
            invoice.LegalEntityId == legalEntityId && invoice.Series == series && invoice.Number == number), ct))
            .SingleOrDefault();

    private IQueryable<Invoice> Issued() =>
        db.Reachable<Invoice>().AsNoTracking().Where(invoice => invoice.State != InvoiceState.Draft);

    private async Task<IReadOnlyList<InvoiceView>> ViewsAsync(IQueryable<Invoice> invoices, CancellationToken ct)
    {
        var settlements = db.Reachable<InvoiceSettlement>();
        var trial = db.Reachable<TrialUse>();
        var notes = Issued().Where(note => note.Kind == InvoiceKind.CreditNote);
        var rows = await invoices.Select(invoice => new
        {
            Invoice = invoice,
            Settled = settlements.Where(row => row.InvoiceId == invoice.Id).Sum(row => row.AmountMinor),
            Trial = trial.Where(use => use.InvoiceId == invoice.Id).Sum(use => use.AmountMinor),
            Credited = notes.Where(note => note.OriginalId == invoice.Id).Sum(note => note.TotalMinor),
        }).ToListAsync(ct);
        return [.. rows.Select(row => View(row.Invoice, row.Settled, row.Credited, row.Trial))];
    }

    private static InvoiceView View(Invoice invoice, long settled, long credited, long trial) => new(
        invoice.Id,
        invoice.OrganizationId,
        invoice.Kind,
        invoice.State,
        invoice.DueAt,
        invoice.PaidAt,
        invoice.Kind == InvoiceKind.CreditNote
            ? Money.Zero(invoice.Currency)
            : invoice.Total - new Money(settled, invoice.Currency),
        new Money(credited, invoice.Currency),
        InvoiceDocument.Read(invoice.Document!),
        invoice.Hash!)
    {
        FromTrial = new Money(trial, invoice.Currency),
    };
}
