using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Subscriptions;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Customers;

/// <summary>A customer's money as its pages show it.</summary>
/// <param name="Balance">As orders and limits see it.</param>
/// <param name="Forecast">This month at its end, when what runs now runs on.</param>
/// <param name="BySubscription">What each running subscription, and each that ended this month, costs.</param>
public sealed record MoneyOverviewView(
    BalanceView Balance, Money Forecast, IReadOnlyDictionary<long, SubscriptionCost> BySubscription);

/// <summary>Balance, cost and forecast in two queries, however many subscriptions there are. A view and no promise.</summary>
public sealed class MoneyOverview(BillingDb db, SubscriptionHistory history, TimeProvider clock)
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
        var records = await history.LoadAsync([organizationId], customer.ClosedUntil, ct);
        var balance = BalanceView.Of(customer, records, new Money(row.Ledger, customer.Currency), now);
        var costs = records
            .Select(record => (record.Facts.SubscriptionId, Cost: SubscriptionCost.Of(record, now)))
            .Where(one => one.Cost is not null)
            .ToDictionary(one => one.SubscriptionId, one => one.Cost!);
        return new MoneyOverviewView(
            balance, Money.Sum(costs.Values.Select(cost => cost.Forecast), customer.Currency), costs);
    }
}
