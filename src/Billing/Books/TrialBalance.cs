using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Books;

/// <summary>One account at a moment. A negative balance is a debit.</summary>
public sealed record AccountBalance(AccountKind Kind, string Detail, Currency Currency, Money Debit, Money Credit)
{
    public Money Balance => Credit - Debit;

    /// <summary><c>revenue hosting</c>.</summary>
    public string Name => $"{Kind.ToString().ToLowerInvariant()} {Detail}".TrimEnd();
}

/// <summary>Every account of a legal entity with what was ever booked to it: debits and credits are equal, or the books are broken.</summary>
public sealed class TrialBalance(BillingDb db)
{
    /// <param name="legalEntityId">Whose books.</param>
    /// <param name="until">Exclusive, by the moment of booking.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<AccountBalance>> AtAsync(long legalEntityId, DateTimeOffset until, CancellationToken ct)
    {
        var rows = await db.Reachable<LedgerEntry>()
            .Where(entry => entry.Transaction!.LegalEntityId == legalEntityId && entry.Transaction.BookedAt < until)
            .GroupBy(entry => new { entry.Account!.Kind, entry.Account.Detail, entry.Currency })
            .Select(group => new
            {
                group.Key,
                Debit = group.Sum(entry => entry.AmountMinor < 0 ? -entry.AmountMinor : 0),
                Credit = group.Sum(entry => entry.AmountMinor > 0 ? entry.AmountMinor : 0),
            })
            .ToListAsync(ct);
        return
        [
            .. rows.Select(row => new AccountBalance(
                    row.Key.Kind, row.Key.Detail, row.Key.Currency, new Money(row.Debit, row.Key.Currency),
                    new Money(row.Credit, row.Key.Currency)))
                .OrderBy(row => row.Currency.Code, StringComparer.Ordinal).ThenBy(row => row.Kind)
                .ThenBy(row => row.Detail, StringComparer.Ordinal),
        ];
    }
}
