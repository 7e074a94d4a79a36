using System.Globalization;

using Hostelry.Billing.Audit;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Invoicing;

/// <summary>A customer that the caller has locked, with its stored draft.</summary>
public sealed record DraftedInvoice(Customer Customer, Invoice Invoice);

/// <summary>Gives drafts numbers, hashes and bookings, all in the caller's transaction.</summary>
public sealed class InvoiceWriter(
    BillingDb db, Database database, Journal journal, Settlements settlements, AuditLog audit, TimeProvider clock)
{
    /// <summary>
    /// Numbers, chains and books drafts of one legal entity and one kind, in the order given, under the lock of the series:
    /// whoever comes second waits for the commit, so a number is never left out. What the wallet holds pays at once.
    /// </summary>
    internal async Task FinaliseAsync(long legalEntityId, IReadOnlyList<DraftedInvoice> drafts, CancellationToken ct)
    {
        var kind = drafts[0].Invoice.Kind;
        var entity = await db.LegalEntities.SingleAsync(entity => entity.Id == legalEntityId, ct);
        var ids = drafts.Select(draft => draft.Customer.OrganizationId).ToHashSet();
        var profiles = await db.Reachable<BillingProfile>().AsNoTracking()
            .Where(profile => ids.Contains(profile.OrganizationId)).ToDictionaryAsync(profile => profile.OrganizationId, ct);
        var wallets = await journal.WalletsAsync(ids, ct);
        var series = await LockSeriesAsync(entity, kind, ct);
        foreach (var (customer, invoice) in drafts)
        {
            var isDue = invoice.Kind != InvoiceKind.CreditNote;
            var wallet = new Money(wallets.GetValueOrDefault(customer.OrganizationId), customer.Currency);
            var paid = isDue
                ? Money.Min(invoice.Total, Money.Max(wallet, Money.Zero(customer.Currency)))
                : Money.Zero(customer.Currency);
            Number(invoice, series, entity);
            var context = InvoiceContext.Of(invoice, entity, customer, profiles.GetValueOrDefault(customer.OrganizationId), paid);
            invoice.Document = InvoiceDocument.Of(invoice, context).Write();
            invoice.Hash = InvoiceDocument.HashOf(invoice.Document);
            invoice.State = InvoiceState.Finalised;
            series.LastHash = invoice.Hash;
            audit.Add(isDue ? "invoice.finalise" : "credit_note.finalise", customer.OrganizationId, $"invoice:{invoice.Id}");
            if (isDue)
            {
                await BookAsync(customer, invoice, ct);
                await settlements.PayNewAsync(customer, invoice, paid, ct);
            }
        }
    }

    /// <summary>Earned and owed: net by product class, tax by country and rate, the total as receivable.</summary>
    internal static List<Posting> Postings(Invoice invoice)
    {
        List<Posting> postings =
        [
            new(AccountKind.Receivable, -invoice.Total),
            new(AccountKind.Rounding, invoice.Rounding),
            .. invoice.Lines.GroupBy(line => line.ProductClass).Select(lines => new Posting(
                AccountKind.Revenue, Money.Sum(lines.Select(line => line.Amount), invoice.Currency), lines.Key)),
            .. invoice.Taxes.Select(tax => new Posting(
                AccountKind.Tax, tax.Tax, $"{tax.Country} {tax.Decision.Rate.ToDecimalString()}")),
        ];
        postings.RemoveAll(posting => posting.Amount.IsZero);
        return postings;
    }

    private void Number(Invoice invoice, InvoiceSeries series, LegalEntity entity)
    {
        var now = clock.GetUtcNow();
        series.LastNumber = checked(series.LastNumber + 1);
        invoice.Series = series.Code;
        invoice.Number = series.LastNumber;
        invoice.IssuedAt = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), now.Offset).ToUniversalTime();
        invoice.PreviousHash = series.LastHash;
        if (invoice.Kind != InvoiceKind.CreditNote)
        {
            invoice.DueAt = InvoiceDates.EndOfDay(invoice.IssuedAt.Value, entity.PaymentDays, entity.TimeZone);
        }
    }

    private async Task BookAsync(Customer customer, Invoice invoice, CancellationToken ct)
    {
        var postings = Postings(invoice);
        if (postings.Count > 0)
        {
            await journal.PostAsync(customer, "invoice", invoice.Id.ToString(CultureInfo.InvariantCulture), postings, ct);
        }
    }

    private async Task<InvoiceSeries> LockSeriesAsync(LegalEntity entity, InvoiceKind kind, CancellationToken ct)
    {
        var numbered = kind == InvoiceKind.CreditNote ? InvoiceKind.CreditNote : InvoiceKind.Invoice;
        if (numbered == InvoiceKind.CreditNote)
        {
            // Legal entities that are older than credit notes have no such series yet.
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO invoice_series (seller_id, legal_entity_id, kind, code, last_number, last_hash)
                SELECT {entity.SellerId}, {entity.Id}, 'creditnote', {InvoiceSeries.CreditNoteCode}, 0, {InvoiceSeries.Genesis}
                WHERE NOT EXISTS (SELECT 1 FROM invoice_series WHERE legal_entity_id = {entity.Id} AND kind = 'creditnote')
                ON CONFLICT (legal_entity_id, code) DO NOTHING
                """,
                ct);
        }

        var name = numbered.ToString().ToLowerInvariant();
        var rows = database.IsSqlite
            ? db.InvoiceSeries
            : db.InvoiceSeries.FromSql(
                $"""
                SELECT * FROM invoice_series WHERE legal_entity_id = {entity.Id} AND kind = {name}
                ORDER BY id DESC LIMIT 1 FOR UPDATE
                """);
        return await rows.Where(series => series.LegalEntityId == entity.Id && series.Kind == numbered)
            .OrderByDescending(series => series.Id).FirstAsync(ct);
    }
}
