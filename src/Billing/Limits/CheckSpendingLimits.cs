using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Subscriptions;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Limits;

/// <summary>
/// The billing tick, run by a worker every minute or so: pauses customers whose month has reached their spending limit or
/// who have used more than they paid, and lets them run again. Looks at a page of customers with three queries; only whose
/// standing changes is locked.
/// </summary>
public sealed class CheckSpendingLimits(
    BillingDb db, SubscriptionHistory history, Journal journal, EnforceLimits enforce, TimeProvider clock)
{
    private const int PageSize = 200;

    /// <returns>How many customers' standing was brought in line.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var (changed, last) = (0, 0L);
        while (await PageAsync(last, ct) is { Count: > 0 } page)
        {
            foreach (var organizationId in await OutOfLineAsync(page, ct))
            {
                var enforced = await enforce.ExecuteAsync(organizationId, ct);
                changed += enforced.IsSuccess ? 1 : 0;
            }

            last = page[^1].OrganizationId;
        }

        return changed;
    }

    /// <summary>Customers who use something, or whose pause may be over.</summary>
    private Task<List<Customer>> PageAsync(long after, CancellationToken ct)
    {
        var subscriptions = db.Reachable<Subscription>();
        var suspensions = db.Reachable<Suspension>();
        return db.Reachable<Customer>().AsNoTracking()
            .Where(customer => customer.OrganizationId > after
                && (subscriptions.Any(subscription => subscription.OrganizationId == customer.OrganizationId
                        && subscription.EndedAt == null)
                    || suspensions.Any(suspension => suspension.OrganizationId == customer.OrganizationId
                        && suspension.Until == null && LimitPolicy.Reasons.Contains(suspension.Reason))))
            .OrderBy(customer => customer.OrganizationId)
            .Take(PageSize)
            .ToListAsync(ct);
    }

    private async Task<IReadOnlyList<long>> OutOfLineAsync(List<Customer> page, CancellationToken ct)
    {
        long[] ids = [.. page.Select(customer => customer.OrganizationId)];
        var since = page.Min(customer => customer.ClosedUntil);
        var records = (await history.LoadAsync(ids, since, ct)).ToLookup(record => record.OrganizationId);
        var balances = await journal.BalancesAsync(ids, ct);
        var open = (await db.Reachable<Suspension>().AsNoTracking()
                .Where(suspension => ids.Contains(suspension.OrganizationId) && suspension.Until == null)
                .ToListAsync(ct))
            .ToLookup(suspension => suspension.OrganizationId, suspension => suspension.Reason);

        var now = clock.GetUtcNow();
        return
        [
            .. page.Where(customer =>
            {
                var ledger = new Money(balances.GetValueOrDefault(customer.OrganizationId), customer.Currency);
                var money = BalanceView.Of(customer, [.. records[customer.OrganizationId]], ledger, now);
                return !LimitPolicy.Raised(customer, money)
                    .SetEquals(open[customer.OrganizationId].Intersect(LimitPolicy.Reasons));
            })
            .Select(customer => customer.OrganizationId),
        ];
    }
}
