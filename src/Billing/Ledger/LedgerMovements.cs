using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Ledger;

/// <summary>One movement of a customer's balance.</summary>
/// <param name="Id">Of the booking; newer ones are greater.</param>
/// <param name="Kind"><c>credit</c>, <c>invoice</c>, …: a stable code.</param>
/// <param name="Reference">What it books, within its kind.</param>
/// <param name="Amount">Positive: the balance grew.</param>
/// <param name="After">The balance after it.</param>
public sealed record LedgerMovement(
    long Id, string Kind, string Reference, DateTimeOffset At, Money Amount, Money After);

/// <param name="Movements">Newest first.</param>
/// <param name="Next">For the following page; null at the end.</param>
public sealed record LedgerMovementsView(IReadOnlyList<LedgerMovement> Movements, long? Next);

/// <summary>What went into and out of a customer's balance. Two queries a page.</summary>
public sealed class LedgerMovements(BillingDb db)
{
    /// <summary>Empty when there is no such customer in reach of the tenant.</summary>
    /// <param name="before">Only movements older than this one; null for the newest.</param>
    /// <param name="size">Most movements on a page.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="balanceMinor">The balance now, where the caller knows it: then the first page needs one query.</param>
    public async Task<LedgerMovementsView> ListAsync(
        long organizationId, long? before, int size, CancellationToken ct, long? balanceMinor = null)
    {
        var entries = db.Reachable<LedgerEntry>().AsNoTracking()
            .Where(entry => entry.OrganizationId == organizationId
                && (entry.Account!.Kind == AccountKind.Prepaid || entry.Account.Kind == AccountKind.Receivable)
                && (before == null || entry.TransactionId < before));
        var rows = await entries
            .GroupBy(entry => new
            {
                entry.TransactionId,
                entry.Transaction!.Kind,
                entry.Transaction.Reference,
                entry.Transaction.BookedAt,
                entry.Currency,
            })
            .Select(group => new { group.Key, Amount = group.Sum(entry => entry.AmountMinor) })
            // An invoice that is settled from the wallet moves nothing.
            .Where(row => row.Amount != 0)
            .OrderByDescending(row => row.Key.TransactionId)
            .Take(size + 1)
            .ToListAsync(ct);
        if (rows.Count == 0)
        {
            return new LedgerMovementsView([], null);
        }

        // What the balance was after the newest movement of this page: the sum of all that are not newer.
        var after = before is null && balanceMinor is { } known ? known : await entries.SumAsync(entry => entry.AmountMinor, ct);
        List<LedgerMovement> movements = [];
        foreach (var row in rows.Take(size))
        {
            movements.Add(new LedgerMovement(
                row.Key.TransactionId, row.Key.Kind, row.Key.Reference, row.Key.BookedAt,
                new Money(row.Amount, row.Key.Currency), new Money(after, row.Key.Currency)));
            after -= row.Amount;
        }

        return new LedgerMovementsView(movements, rows.Count > size ? movements[^1].Id : null);
    }
}
