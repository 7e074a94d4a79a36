using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Ledger;

/// <summary>One side of a booking: an account of the customer's legal entity, and what it gains.</summary>
public readonly record struct Posting(AccountKind Account, Money Amount);

/// <summary>The books: writes balanced transactions, derives balances. Nothing here updates or deletes.</summary>
public sealed class Journal(BillingDb db, TimeProvider clock)
{
    /// <summary>
    /// Adds a booking to the unit of work; the caller saves. (kind, reference) is unique, so one thing is booked once.
    /// Throws <see cref="InvalidOperationException"/> unless the postings sum to zero, each is in the customer's currency
    /// and none is zero.
    /// </summary>
    public async Task<LedgerTransaction> PostAsync(
        Customer customer, string kind, string reference, IReadOnlyList<Posting> postings, CancellationToken ct)
    {
        var sum = Money.Sum(postings.Select(posting => posting.Amount), customer.Currency);
        if (!sum.IsZero || postings.Count < 2 || postings.Any(posting => posting.Amount.IsZero))
        {
            throw new InvalidOperationException($"The booking {kind} {reference} does not balance: {sum}.");
        }

        var accounts = await AccountsAsync(customer.LegalEntityId, customer.Currency, ct);
        var transaction = new LedgerTransaction
        {
            OrganizationId = customer.OrganizationId,
            LegalEntityId = customer.LegalEntityId,
            Kind = kind,
            Reference = reference,
            BookedAt = clock.GetUtcNow(),
            Actor = db.Tenant.Actor,
        };
        foreach (var posting in postings)
        {
            transaction.Entries.Add(new LedgerEntry
            {
                AccountId = accounts[posting.Account],
                OrganizationId = customer.OrganizationId,
                AmountMinor = posting.Amount.Minor,
                Currency = customer.Currency,
            });
        }

        db.LedgerTransactions.Add(transaction);
        return transaction;
    }

    /// <summary>Prepaid balances in minor units of each customer's currency; customers without entries are missing.</summary>
    public async Task<IReadOnlyDictionary<long, long>> BalancesAsync(
        IReadOnlyCollection<long> organizationIds, CancellationToken ct) =>
        await db.Reachable<LedgerEntry>()
            .Where(entry => organizationIds.Contains(entry.OrganizationId) && entry.Account!.Kind == AccountKind.Prepaid)
            .GroupBy(entry => entry.OrganizationId)
            .Select(group => new { OrganizationId = group.Key, Sum = group.Sum(entry => entry.AmountMinor) })
            .ToDictionaryAsync(balance => balance.OrganizationId, balance => balance.Sum, ct);

    /// <summary>Opens the accounts of a legal entity in a currency, where they are missing; safe to race.</summary>
    internal async Task OpenAccountsAsync(long sellerId, long legalEntityId, Currency currency, CancellationToken ct)
    {
        foreach (var kind in Enum.GetValues<AccountKind>())
        {
            // The same words on both databases; the loser of a race writes nothing.
            var name = kind.ToString().ToLowerInvariant();
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO ledger_accounts (seller_id, legal_entity_id, kind, currency)
                VALUES ({sellerId}, {legalEntityId}, {name}, {currency.Code})
                ON CONFLICT (legal_entity_id, currency, kind) DO NOTHING
                """,
                ct);
        }
    }

    private async Task<Dictionary<AccountKind, long>> AccountsAsync(long legalEntityId, Currency currency, CancellationToken ct)
    {
        var accounts = db.LedgerAccounts.Local
            .Where(account => account.LegalEntityId == legalEntityId && account.Currency == currency).ToList();
        if (accounts.Count == 0)
        {
            accounts = await db.LedgerAccounts
                .Where(account => account.LegalEntityId == legalEntityId && account.Currency == currency).ToListAsync(ct);
        }

        return accounts.ToDictionary(account => account.Kind, account => account.Id);
    }
}
