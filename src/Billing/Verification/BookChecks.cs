using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Bank;
using Hostelry.Billing.Payments.Credit;
using Hostelry.Billing.Payments.Disputes;
using Hostelry.Billing.Payments.Refunds;
using Hostelry.Billing.Payments.Stripe;
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

    private const int PageSize = 500;

    /// <summary>Kinds of bookings that an attempt of that provider stands behind.</summary>
    private static readonly string[] Providers = [CreditProvider.ProviderName, BankProvider.ProviderName, StripeProvider.ProviderName];

    public async Task<IReadOnlyList<Breach>> AllAsync(DateTimeOffset since, bool isWhole, CancellationToken ct) =>
    [
        .. await UnbalancedAsync(since, ct),
        .. await InvoiceTotalsAsync(since, ct),
        .. await SettlementsAsync(since, ct),
        .. await ReceivablesAsync(since, isWhole, ct),
        .. await WalletsAsync(since, isWhole, ct),
        .. await ChargesAsync(since, ct),
        .. await GivenBackAsync(since, ct),
        .. await CreditedAsync(since, ct),
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

    /// <summary>Page by page of those whose money moved: a night's pass holds no more than one page of it.</summary>
    private async Task<IEnumerable<Breach>> ChargesAsync(DateTimeOffset since, CancellationToken ct)
    {
        var moved = db.Reachable<PaymentAttempt>()
            .Where(attempt => attempt.DecidedAt >= since || attempt.CreatedAt >= since).Select(attempt => attempt.OrganizationId)
            .Union(db.Reachable<LedgerTransaction>()
                .Where(row => row.BookedAt >= since && Providers.Contains(row.Kind)).Select(row => row.OrganizationId));
        List<Breach> found = [];
        for (var after = 0L; found.Count < Most;)
        {
            var page = await moved.Where(id => id > after).OrderBy(id => id).Take(PageSize).ToListAsync(ct);
            if (page.Count == 0)
            {
                break;
            }

            found.AddRange(await ChargesOfAsync(page, since, ct));
            after = page[^1];
        }

        return found.Take(Most);
    }

    private async Task<IEnumerable<Breach>> ChargesOfAsync(List<long> ids, DateTimeOffset since, CancellationToken ct)
    {
        // Ids are compared here and not in the database: one keeps them as text and one as bytes.
        var attempts = await db.Reachable<PaymentAttempt>().AsNoTracking()
            .Where(attempt => ids.Contains(attempt.OrganizationId))
            .Select(attempt => new { attempt.Id, attempt.OrganizationId, attempt.State, IsNew = attempt.DecidedAt >= since || attempt.CreatedAt >= since })
            .ToListAsync(ct);
        var bookings = await db.Reachable<LedgerTransaction>()
            .Where(row => ids.Contains(row.OrganizationId) && Providers.Contains(row.Kind))
            .Select(row => new { row.OrganizationId, row.Reference })
            .ToListAsync(ct);
        var booked = bookings.CountBy(row => row.Reference, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var known = attempts.Select(attempt => attempt.Id.ToString("N")).ToHashSet(StringComparer.Ordinal);
        return attempts
            .Where(attempt => attempt.IsNew)
            .Select(attempt => (attempt, Times: booked.GetValueOrDefault(attempt.Id.ToString("N"))))
            .Where(row => row.Times != (row.attempt.State == PaymentState.Succeeded ? 1 : 0))
            .Select(row => new Breach(
                VerificationCode.ChargedTwice, $"payment:{row.attempt.Id:N}", row.attempt.OrganizationId,
                $"It is {row.attempt.State.ToString().ToLowerInvariant()} and booked {row.Times} times."))
            .Concat(bookings.Where(row => !known.Contains(row.Reference)).Select(row => new Breach(
                VerificationCode.ChargedTwice, $"payment:{row.Reference}", row.OrganizationId, "It is booked, and no attempt asked for it.")));
    }

    /// <summary>What went back of a payment, by refund and by dispute, is no more than was paid.</summary>
    private async Task<IEnumerable<Breach>> GivenBackAsync(DateTimeOffset since, CancellationToken ct)
    {
        var refunds = db.Reachable<MoneyRequest>().Where(request =>
            request.Kind == MoneyRequestKind.Refund && (request.State == MoneyRequestState.Approved || request.State == MoneyRequestState.Done));
        var disputes = db.Reachable<Dispute>().Where(dispute => dispute.State != DisputeState.Won);
        var rows = await db.Reachable<PaymentAttempt>()
            .Where(attempt => refunds.Any(one => one.AttemptId == attempt.Id && one.DecidedAt >= since)
                || disputes.Any(one => one.AttemptId == attempt.Id && one.OpenedAt >= since))
            .Select(attempt => new
            {
                attempt.Id,
                attempt.OrganizationId,
                TooMuch = refunds.Where(one => one.AttemptId == attempt.Id).Sum(one => one.AmountMinor)
                    + disputes.Where(one => one.AttemptId == attempt.Id).Sum(one => one.AmountMinor) - attempt.AmountMinor,
            })
            .Where(row => row.TooMuch > 0)
            .OrderBy(row => row.Id).Take(Most).ToListAsync(ct);
        return rows.Select(row => new Breach(
            VerificationCode.GivenBack, $"payment:{row.Id:N}", row.OrganizationId,
            $"{row.TooMuch} minor units more went back than were paid."));
    }

    /// <summary>What notes took back of an invoice is no more than the invoice.</summary>
    private async Task<IEnumerable<Breach>> CreditedAsync(DateTimeOffset since, CancellationToken ct)
    {
        var notes = db.Reachable<Invoice>().Where(note => note.State != InvoiceState.Draft && note.Kind == InvoiceKind.CreditNote);
        var rows = await db.Reachable<Invoice>()
            .Where(invoice => notes.Any(note => note.OriginalId == invoice.Id && note.IssuedAt >= since))
            .Select(invoice => new
            {
                invoice.Id,
                invoice.OrganizationId,
                TooMuch = notes.Where(note => note.OriginalId == invoice.Id).Sum(note => note.TotalMinor) - invoice.TotalMinor,
            })
            .Where(row => row.TooMuch > 0)
            .OrderBy(row => row.Id).Take(Most).ToListAsync(ct);
        return rows.Select(row => new Breach(
            VerificationCode.Credited, $"invoice:{row.Id}", row.OrganizationId,
            $"Its credit notes come to {row.TooMuch} minor units more than it does."));
    }

    /// <summary>
    /// The wallet's side of settlements: what a customer's invoices took from its wallet is what the books say they took, and
    /// what was given up is the expense for it.
    /// </summary>
    private async Task<IEnumerable<Breach>> WalletsAsync(DateTimeOffset since, bool isWhole, CancellationToken ct)
    {
        var changed = db.Reachable<LedgerTransaction>().Where(row => isWhole || row.BookedAt >= since)
            .Select(row => row.OrganizationId).Distinct();
        var settlements = db.Reachable<InvoiceSettlement>();
        var entries = db.Reachable<LedgerEntry>();
        var rows = await changed
            .Select(id => new
            {
                Id = id,
                Paid = settlements.Where(row => row.OrganizationId == id && row.Kind == SettlementKind.Wallet).Sum(row => row.AmountMinor)
                    + entries.Where(entry => entry.OrganizationId == id && entry.Account!.Kind == AccountKind.Prepaid
                        && entry.Transaction!.Kind == "settlement").Sum(entry => entry.AmountMinor),
                GivenUp = settlements.Where(row => row.OrganizationId == id && row.Kind == SettlementKind.WriteOff).Sum(row => row.AmountMinor)
                    + entries.Where(entry => entry.OrganizationId == id && entry.Account!.Kind == AccountKind.WriteOff).Sum(entry => entry.AmountMinor),
            })
            .Where(row => row.Paid != 0 || row.GivenUp != 0)
            .OrderBy(row => row.Id).Take(Most).ToListAsync(ct);
        return rows.Select(row => new Breach(
            VerificationCode.Settlement, $"customer:{row.Id}", row.Id,
            $"Its invoices and the books differ by {row.Paid} minor units paid and {row.GivenUp} given up."));
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
