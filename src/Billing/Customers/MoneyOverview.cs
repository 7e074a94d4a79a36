using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Customers;

/// <summary>A customer's money as its pages show it.</summary>
/// <param name="Balance">As orders and limits see it.</param>
/// <param name="Forecast">This month at its end, when what runs now runs on.</param>
/// <param name="BySubscription">What each running subscription, and each that ended this month, costs.</param>
public sealed record MoneyOverviewView(
    BalanceView Balance, Money Forecast, IReadOnlyDictionary<long, SubscriptionCost> BySubscription);

/// <summary>
/// Balance, cost and forecast in two queries, however many subscriptions there are; more only for usage and coupons. A view
/// and no promise.
/// </summary>
public sealed class MoneyOverview(BillingDb db, RatingFacts facts, TimeProvider clock)
{
    /// <summary>Null when there is no such customer in reach of the tenant.</summary>
    public async Task<MoneyOverviewView?> ForAsync(long organizationId, CancellationToken ct)
    {
        var entries = db.Reachable<LedgerEntry>();
        var row = await db.Reachable<Customer>().AsNoTracking()
            .Where(customer => customer.OrganizationId == organizationId)
            .Select(customer => new
            {
                Customer = customer,
                Ledger = entries
                    .Where(entry => entry.OrganizationId == customer.OrganizationId
                        && entry.Account!.Kind == AccountKind.Prepaid)
                    .Sum(entry => entry.AmountMinor),
            })
            .SingleOrDefaultAsync(ct);
        if (row is null)
        {
            return null;
        }

        var (customer, now) = (row.Customer, clock.GetUtcNow());
        var record = await facts.LoadAsync(customer, customer.ClosedUntil, ct);
        var soFar = Rater.Rate(record.Facts, Period.Until(now));
        var whole = Rater.Rate(record.Facts, Period.Of(Month.Of(now)));
        var (used, coming) = (soFar.ToLookup(line => line.SubscriptionId), whole.ToLookup(line => line.SubscriptionId));
        var balance = BalanceView.Of(customer, record, new Money(row.Ledger, customer.Currency), now);
        return new MoneyOverviewView(
            balance,
            Money.Max(balance.MonthAccrued, Rater.Total(whole, customer.Currency)),
            record.Subscriptions.ToDictionary(
                one => one.Facts.SubscriptionId,
                one => SubscriptionCost.Of(one, used[one.Facts.SubscriptionId], coming[one.Facts.SubscriptionId], customer.Currency)));
    }
}
