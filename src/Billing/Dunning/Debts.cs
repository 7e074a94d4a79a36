using System.Globalization;

using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Dunning;

/// <summary>What a customer owes by the books.</summary>
/// <param name="Owed">Positive.</param>
/// <param name="DueAt">When the oldest unpaid part of it has to be paid.</param>
public sealed record Debt(Money Owed, DateTimeOffset DueAt);

/// <summary>One booking's effect on what a customer has.</summary>
/// <param name="At">When it was booked.</param>
/// <param name="Minor">Negative: it took.</param>
/// <param name="DueAt">Of an invoice: the date it names.</param>
public sealed record DebtEntry(DateTimeOffset At, long Minor, DateTimeOffset? DueAt);

/// <summary>Reads debts out of the ledger: money that comes in pays the oldest debt first.</summary>
public sealed class Debts(BillingDb db, DunningPolicy policy)
{
    private static readonly AccountKind[] Kinds = [AccountKind.Prepaid, AccountKind.Receivable];

    /// <summary>Customers whose accounts are below zero together.</summary>
    public async Task<IReadOnlyList<long>> IndebtedAsync(CancellationToken ct) =>
        await db.Reachable<LedgerEntry>()
            .Where(entry => Kinds.Contains(entry.Account!.Kind))
            .GroupBy(entry => entry.OrganizationId)
            .Where(group => group.Sum(entry => entry.AmountMinor) < 0)
            .Select(group => group.Key)
            .ToListAsync(ct);

    /// <summary>Null when the customer owes nothing.</summary>
    public async Task<Debt?> OfAsync(long organizationId, Currency currency, CancellationToken ct)
    {
        var entries = await db.Reachable<LedgerEntry>()
            .Where(entry => entry.OrganizationId == organizationId && Kinds.Contains(entry.Account!.Kind))
            .GroupBy(entry => new { entry.TransactionId, entry.Transaction!.BookedAt, entry.Transaction.Kind, entry.Transaction.Reference })
            .Select(group => new
            {
                group.Key.TransactionId,
                group.Key.BookedAt,
                group.Key.Kind,
                group.Key.Reference,
                Sum = group.Sum(entry => entry.AmountMinor),
            })
            .OrderBy(one => one.BookedAt).ThenBy(one => one.TransactionId)
            .ToListAsync(ct);
        var due = await db.Reachable<Invoice>()
            .Where(invoice => invoice.OrganizationId == organizationId && invoice.DueAt != null)
            .ToDictionaryAsync(invoice => invoice.Id.ToString(CultureInfo.InvariantCulture), invoice => invoice.DueAt, StringComparer.Ordinal, ct);
        return Of(
            entries.Select(one => new DebtEntry(one.BookedAt, one.Sum, one.Kind == "invoice" ? due.GetValueOrDefault(one.Reference) : null)),
            currency,
            policy.TermDays);
    }

    /// <summary>The same, pure: entries in the order in which they were booked.</summary>
    public static Debt? Of(IEnumerable<DebtEntry> entries, Currency currency, int termDays)
    {
        List<DebtEntry> all = [.. entries];
        var paid = all.Where(entry => entry.Minor > 0).Sum(entry => entry.Minor);
        foreach (var entry in all.Where(entry => entry.Minor < 0))
        {
            paid = checked(paid + entry.Minor);
            if (paid < 0)
            {
                return new Debt(new Money(-all.Sum(one => one.Minor), currency), entry.DueAt ?? entry.At.AddDays(termDays));
            }
        }

        return null;
    }
}
