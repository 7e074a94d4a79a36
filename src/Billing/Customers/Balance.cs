using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Subscriptions;
using Hostelry.Billing.Tax;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Customers;

/// <summary>A customer's money at a moment, derived from the books and the running subscriptions. All of it with tax.</summary>
/// <param name="Ledger">What is held for it, less what it owes; negative when it owes more.</param>
/// <param name="CreditLimit">What may be owed beyond it.</param>
/// <param name="Accrued">Used and not invoiced yet.</param>
/// <param name="Committed">The most that use can become by the end of this month (contains <paramref name="Accrued"/>).</param>
/// <param name="MonthAccrued">This month's use until now: what a spending limit counts.</param>
/// <param name="MonthCommitted">The most this month can cost.</param>
public sealed record BalanceView(
    Money Ledger, Money CreditLimit, Money Accrued, Money Committed, Money MonthAccrued, Money MonthCommitted)
{
    /// <summary>The customer's own limit for a month; null: none.</summary>
    public Money? SpendingLimit { get; init; }

    /// <summary>What a new order may cost at most.</summary>
    public Money Free => Ledger + CreditLimit - Committed;

    /// <summary>What is left if everything stopped now; negative: used more than was paid.</summary>
    public Money Left => Ledger + CreditLimit - Accrued;

    internal static BalanceView Of(
        Customer customer, CustomerRecord record, Money ledger, TaxTreatment treatment, DateTimeOffset now)
    {
        var exposure = Exposure.Of(record, customer.Currency, customer.ClosedUntil, now);
        Money Gross(Money net) => treatment.AtMost(net, DateOnly.FromDateTime(now.UtcDateTime));
        return new BalanceView(
            ledger, customer.CreditLimit, Gross(exposure.Accrued), Gross(exposure.Committed), Gross(exposure.MonthAccrued),
            Gross(exposure.MonthCommitted))
        {
            SpendingLimit = customer.SpendingLimit,
        };
    }
}

/// <summary>Derives a customer's money in a few queries, however many subscriptions there are.</summary>
public sealed class Balance(
    BillingDb db, RatingFacts facts, Journal journal, TaxTreatments treatments, TimeProvider clock)
{
    /// <summary>A view and no promise, for no lock is held. Null when there is no such customer in reach of the tenant.</summary>
    public async Task<BalanceView?> OfAsync(long organizationId, CancellationToken ct)
    {
        var customer = await db.Reachable<Customer>().AsNoTracking()
            .SingleOrDefaultAsync(customer => customer.OrganizationId == organizationId, ct);
        return customer is null ? null : await OfAsync(customer, null, ct);
    }

    /// <summary>Views of a page of customers, by id; no lock is held. As many queries as for one.</summary>
    public async Task<IReadOnlyDictionary<long, BalanceView>> OfManyAsync(IReadOnlyList<Customer> page, CancellationToken ct)
    {
        if (page.Count == 0)
        {
            return new Dictionary<long, BalanceView>();
        }

        List<long> ids = [.. page.Select(customer => customer.OrganizationId)];
        var records = await facts.LoadAsync(page, page.Min(customer => customer.ClosedUntil), ct);
        var balances = await journal.BalancesAsync(ids, ct);
        var now = clock.GetUtcNow();
        var treated = await treatments.LoadAsync(ids, DateOnly.FromDateTime(now.UtcDateTime), ct);
        return page.ToDictionary(
            customer => customer.OrganizationId,
            customer => BalanceView.Of(
                customer, records.GetValueOrDefault(customer.OrganizationId, CustomerRecord.Nothing),
                new Money(balances.GetValueOrDefault(customer.OrganizationId), customer.Currency),
                treated[customer.OrganizationId], now));
    }

    /// <summary>
    /// The money of a customer that the caller has locked, as it would be with <paramref name="change"/>: a subscription
    /// that is not stored yet, or one as it would become.
    /// </summary>
    public async Task<BalanceView> OfAsync(Customer customer, SubscriptionRecord? change, CancellationToken ct)
    {
        var record = await facts.LoadAsync(customer, customer.ClosedUntil, ct);
        if (change is not null)
        {
            record = record.With(change);
        }

        var balances = await journal.BalancesAsync([customer.OrganizationId], ct);
        var ledger = balances.TryGetValue(customer.OrganizationId, out var minor) ? minor : 0;
        var now = clock.GetUtcNow();
        var treated = await treatments.LoadAsync([customer.OrganizationId], DateOnly.FromDateTime(now.UtcDateTime), ct);
        return BalanceView.Of(
            customer, record, new Money(ledger, customer.Currency), treated[customer.OrganizationId], now);
    }
}
