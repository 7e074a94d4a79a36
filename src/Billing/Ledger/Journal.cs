using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Ledger;

/// <summary>One side of a booking: an account of the customer's legal entity, and what it gains.</summary>
/// <param name="Detail">Which account of the kind: <see cref="LedgerAccount.Detail"/>.</param>
public readonly record struct Posting(AccountKind Account, Money Amount, string Detail = "");

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

        var accounts = await AccountsAsync(customer, postings, ct);
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
                AccountId = accounts[(posting.Account, posting.Detail)],
                OrganizationId = customer.OrganizationId,
                AmountMinor = posting.Amount.Minor,
                Currency = customer.Currency,
            });
        }

        db.LedgerTransactions.Add(transaction);
        return transaction;
    }

    /// <summary>
    /// Balances in minor units of each customer's currency: what is held for it, less what it owes (negative: it owes
    /// more). Customers without entries are missing.
    /// </summary>
    public Task<IReadOnlyDictionary<long, long>> BalancesAsync(
        IReadOnlyCollection<long> organizationIds, CancellationToken ct) =>
        SumAsync(organizationIds, [AccountKind.Prepaid, AccountKind.Receivable], ct);

    /// <summary>Wallets in minor units: what is held for each customer. Customers without entries are missing.</summary>
    public Task<IReadOnlyDictionary<long, long>> WalletsAsync(
        IReadOnlyCollection<long> organizationIds, CancellationToken ct) =>
        SumAsync(organizationIds, [AccountKind.Prepaid], ct);

    private async Task<IReadOnlyDictionary<long, long>> SumAsync(
        IReadOnlyCollection<long> organizationIds, IReadOnlyList<AccountKind> kinds, CancellationToken ct) =>
        await db.Reachable<LedgerEntry>()
            .Where(entry => organizationIds.Contains(entry.OrganizationId) && kinds.Contains(entry.Account!.Kind))
            .GroupBy(entry => entry.OrganizationId)
            .Select(group => new { OrganizationId = group.Key, Sum = group.Sum(entry => entry.AmountMinor) })
            .ToDictionaryAsync(balance => balance.OrganizationId, balance => balance.Sum, ct);

    /// <summary>Ids of the accounts that the postings name; opened where they are missing.</summary>
    private async Task<Dictionary<(AccountKind, string), long>> AccountsAsync(
        Customer customer, IReadOnlyList<Posting> postings, CancellationToken ct)
    {
        var wanted = postings.Select(posting => (posting.Account, posting.Detail)).ToHashSet();
        var known = Known(db.LedgerAccounts.Local);
        if (wanted.IsSubsetOf(known.Keys))
        {
            return known;
        }

        known = Known(await StoredAsync());
        if (!wanted.IsSubsetOf(known.Keys))
        {
            // In one order, so that two that open the same accounts wait for each other in one direction.
            foreach (var (kind, detail) in wanted.Except(known.Keys).Order())
            {
                await OpenAsync(customer, kind, detail, ct);
            }

            known = Known(await StoredAsync());
        }

        return known;

        Task<List<LedgerAccount>> StoredAsync() => db.LedgerAccounts
            .Where(account => account.LegalEntityId == customer.LegalEntityId && account.Currency == customer.Currency)
            .ToListAsync(ct);

        Dictionary<(AccountKind, string), long> Known(IEnumerable<LedgerAccount> accounts) => accounts
            .Where(account => account.LegalEntityId == customer.LegalEntityId && account.Currency == customer.Currency)
            .ToDictionary(account => (account.Kind, account.Detail), account => account.Id);
    }

    /// <summary>Safe to race: the loser writes nothing.</summary>
    private Task<int> OpenAsync(Customer customer, AccountKind kind, string detail, CancellationToken ct)
    {
        // The same words on both databases.
        var name = kind.ToString().ToLowerInvariant();
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO ledger_accounts (seller_id, legal_entity_id, kind, detail, currency)
            VALUES ({customer.SellerId}, {customer.LegalEntityId}, {name}, {detail}, {customer.Currency.Code})
            ON CONFLICT (legal_entity_id, currency, kind, detail) DO NOTHING
            """,
            ct);
    }
}
