using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Subscriptions;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Verification;

/// <summary>
/// The rules that the books must keep, each asked of the database in a query or two, over what changed since a moment. They
/// share no code with what writes the books. At most <see cref="Most"/> breaches of each are told: the first one is the story.
/// </summary>
internal sealed class BookChecks(BillingDb db)
{
    public const int Most = 20;

    public async Task<IReadOnlyList<Breach>> AllAsync(DateTimeOffset since, bool isWhole, CancellationToken ct) =>
    [
        .. await UnbalancedAsync(since, ct),
        .. await InvoiceTotalsAsync(since, ct),
        .. await SettlementsAsync(since, ct),
        .. await ReceivablesAsync(since, isWhole, ct),
        .. await ChargesAsync(since, ct),
        .. await BilledOutsideAsync(since, ct),
    ];

    private async Task<IEnumerable<Breach>> UnbalancedAsync(DateTimeOffset since, CancellationToken ct)
    {
        var rows = await db.Reachable<LedgerTransaction>().Where(row => row.BookedAt >= since)
            .SelectMany(row => row.Entries, (row, entry) => new { row.Id, row.OrganizationId, entry.Currency, entry.AmountMinor })
            .GroupBy(entry => new { entry.Id, entry.OrganizationId, entry.Currency })
            .Where(group => group.Sum(entry => entry.AmountMinor) != 0)
            .OrderBy(group => group.Key.Id)
            .Select(group => new { group.Key.Id, group.Key.OrganizationId, Sum = group.Sum(entry => entry.AmountMinor) })
            .Take(Most).ToListAsync(ct);
        return rows.Select(row => new Breach(
            VerificationCode.Unbalanced, $"transaction:{row.Id}", row.OrganizationId,
            $"The entries sum to {row.Sum} minor units and not to zero."));
    }

    private async Task<IEnumerable<Breach>> InvoiceTotalsAsync(DateTimeOffset since, CancellationToken ct)
    {
        var rows = await db.Reachable<Invoice>()
            .Where(invoice => invoice.State != InvoiceState.Draft && invoice.IssuedAt >= since)
            .Select(invoice => new
            {
                invoice.Id,
                invoice.OrganizationId,
                Lines = invoice.Lines.Sum(line => line.AmountMinor) - invoice.NetMinor,
                Taxable = invoice.Taxes.Sum(tax => tax.TaxableMinor) - invoice.NetMinor,
                Tax = invoice.Taxes.Sum(tax => tax.TaxMinor) - invoice.TaxMinor,
                Total = invoice.NetMinor + invoice.TaxMinor + invoice.RoundingMinor - invoice.TotalMinor,
            })
            .Where(row => row.Lines != 0 || row.Taxable != 0 || row.Tax != 0 || row.Total != 0)
            .OrderBy(row => row.Id).Take(Most).ToListAsync(ct);
        return rows.Select(row => new Breach(
            VerificationCode.InvoiceTotals, $"invoice:{row.Id}", row.OrganizationId,
            $"Minor units too many: lines {row.Lines}, taxable {row.Taxable}, tax {row.Tax}, total {row.Total}."));
    }

    private async Task<IEnumerable<Breach>> SettlementsAsync(DateTimeOffset since, CancellationToken ct)
    {
        var settlements = db.Reachable<InvoiceSettlement>();
        var rows = await db.Reachable<Invoice>()
            .Where(invoice => invoice.State != InvoiceState.Draft && invoice.Kind != InvoiceKind.CreditNote
                && (invoice.IssuedAt >= since || invoice.PaidAt >= since
                    || settlements.Any(row => row.InvoiceId == invoice.Id && row.At >= since)))
            .Select(invoice => new
            {
                invoice.Id,
                invoice.OrganizationId,
                invoice.State,
                invoice.PaidAt,
                Open = invoice.TotalMinor
                    - settlements.Where(row => row.InvoiceId == invoice.Id).Sum(row => row.AmountMinor),
            })
            .Where(row => (row.State == InvoiceState.Paid) != (row.Open == 0) || (row.PaidAt != null) != (row.Open == 0))
            .OrderBy(row => row.Id).Take(Most).ToListAsync(ct);
        return rows.Select(row => new Breach(
            VerificationCode.InvoiceSettlement, $"invoice:{row.Id}", row.OrganizationId,
            $"It says {row.State.ToString().ToLowerInvariant()}, and {row.Open} minor units are not settled."));
    }

    /// <summary>Of whoever was booked to: its receivable entries are exactly what its invoices leave open.</summary>
    private async Task<IEnumerable<Breach>> ReceivablesAsync(DateTimeOffset since, bool isWhole, CancellationToken ct)
    {
        var changed = db.Reachable<LedgerTransaction>().Where(row => isWhole || row.BookedAt >= since)
            .Select(row => row.OrganizationId).Distinct();
        var invoices = db.Reachable<Invoice>().Where(invoice =>
            invoice.State != InvoiceState.Draft && invoice.Kind != InvoiceKind.CreditNote);
        var settlements = db.Reachable<InvoiceSettlement>();
        var entries = db.Reachable<LedgerEntry>().Where(entry => entry.Account!.Kind == AccountKind.Receivable);

        // Invoices of before there were receivables were settled whole when they came: both sides are nothing for them.
        var rows = await changed
            .Select(id => new
            {
                Id = id,
                Booked = entries.Where(entry => entry.OrganizationId == id).Sum(entry => entry.AmountMinor),
                Open = invoices.Where(invoice => invoice.OrganizationId == id).Sum(invoice => invoice.TotalMinor)
                    - settlements.Where(row => row.OrganizationId == id).Sum(row => row.AmountMinor),
            })
            .Where(row => row.Booked + row.Open != 0)
            .OrderBy(row => row.Id).Take(Most).ToListAsync(ct);
        return rows.Select(row => new Breach(
            VerificationCode.Receivable, $"customer:{row.Id}", row.Id,
            $"The books say that {-row.Booked} minor units are owed, the invoices {row.Open}."));
    }

    private async Task<IEnumerable<Breach>> ChargesAsync(DateTimeOffset since, CancellationToken ct)
    {
        // Ids are compared here and not in the database: one keeps them as text and one as bytes.
        var attempts = await db.Reachable<PaymentAttempt>().AsNoTracking()
            .Where(attempt => attempt.DecidedAt >= since || attempt.CreatedAt >= since)
            .Select(attempt => new { attempt.Id, attempt.OrganizationId, attempt.Provider, attempt.State })
            .ToListAsync(ct);
        var kinds = attempts.Select(attempt => attempt.Provider).ToHashSet(StringComparer.Ordinal);
        var ids = attempts.Select(attempt => attempt.OrganizationId).ToHashSet();
        var booked = (await db.Reachable<LedgerTransaction>()
                .Where(row => ids.Contains(row.OrganizationId) && kinds.Contains(row.Kind))
                .Select(row => row.Reference)
                .ToListAsync(ct))
            .GroupBy(reference => reference, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        return attempts
            .Select(attempt => (attempt, Times: booked.GetValueOrDefault(attempt.Id.ToString("N"))))
            .Where(row => row.Times != (row.attempt.State == PaymentState.Succeeded ? 1 : 0))
            .Take(Most)
            .Select(row => new Breach(
                VerificationCode.ChargedTwice, $"payment:{row.attempt.Id:N}", row.attempt.OrganizationId,
                $"It is {row.attempt.State.ToString().ToLowerInvariant()} and booked {row.Times} times."));
    }

    /// <summary>Lines of running things: what meters counted, set-ups, commitments and discounts have times of their own.</summary>
    private async Task<IEnumerable<Breach>> BilledOutsideAsync(DateTimeOffset since, CancellationToken ct)
    {
        List<LineKind> running = [LineKind.Hour, LineKind.Month, LineKind.UnitHour, LineKind.App];
        var rows = await (
            from line in db.Reachable<InvoiceLine>()
            where line.Invoice!.State != InvoiceState.Draft && line.Invoice.IssuedAt >= since && running.Contains(line.Kind)
            join subscription in db.Reachable<Subscription>() on line.SubscriptionId equals subscription.Id into found
            from subscription in found.DefaultIfEmpty()
            where subscription == null || subscription.ReadyAt == null || line.From < subscription.ReadyAt
                || line.To > subscription.EndedAt
            orderby line.Id
            select new { line.InvoiceId, line.Position, line.OrganizationId, line.SubscriptionId })
            .Take(Most).ToListAsync(ct);
        return rows.Select(row => new Breach(
            VerificationCode.BilledOutside, $"invoice:{row.InvoiceId} line:{row.Position}", row.OrganizationId,
            $"It charges subscription {row.SubscriptionId} before it was ready or after it ended."));
    }
}
