using Hostelry.Billing.Customers;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Subscriptions;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Hostelry.Billing.Limits;

/// <summary>
/// The billing tick, run by a worker every minute or so: pauses customers whose month is over their spending limit or
/// who have used more than they paid, and lets them run again. Looks at a page of customers with five queries; only whose
/// standing changes is locked. A customer that cannot be looked at is logged and holds up no other.
/// </summary>
public sealed partial class CheckSpendingLimits(
    BillingDb db, Balance balance, EnforceLimits enforce, ILogger<CheckSpendingLimits> log)
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
                changed += await EnforceAsync(organizationId, ct) ? 1 : 0;
            }

            last = page[^1];
        }

        return changed;
    }

    /// <summary>Customers who use something, or whose pause may be over.</summary>
    private Task<List<long>> PageAsync(long after, CancellationToken ct)
    {
        var subscriptions = db.Reachable<Subscription>();
        var suspensions = db.Reachable<Suspension>();
        return db.Reachable<Customer>()
            .Where(customer => customer.OrganizationId > after
                && (subscriptions.Any(subscription => subscription.OrganizationId == customer.OrganizationId
                        && subscription.EndedAt == null)
                    || suspensions.Any(suspension => suspension.OrganizationId == customer.OrganizationId
                        && suspension.Until == null && LimitPolicy.Reasons.Contains(suspension.Reason))))
            .Select(customer => customer.OrganizationId)
            .Order()
            .Take(PageSize)
            .ToListAsync(ct);
    }

    /// <summary>Whose standing must change. When a page cannot be looked at, its customers are, one by one.</summary>
    private async Task<IReadOnlyList<long>> OutOfLineAsync(List<long> page, CancellationToken ct)
    {
        try
        {
            return await CompareAsync(page, ct);
        }
        catch (Exception failure) when (IsOneCustomers(failure))
        {
            if (page is [var alone])
            {
                LogNotLookedAt(failure, alone);
                return [];
            }
        }

        List<long> found = [];
        foreach (var organizationId in page)
        {
            found.AddRange(await OutOfLineAsync([organizationId], ct));
        }

        return found;
    }

    private async Task<bool> EnforceAsync(long organizationId, CancellationToken ct)
    {
        try
        {
            return (await enforce.ExecuteAsync(organizationId, ct)).IsSuccess;
        }
        catch (Exception failure) when (IsOneCustomers(failure))
        {
            LogNotLookedAt(failure, organizationId);
            return false;
        }
    }

    /// <summary>An honest catch-all: whatever is wrong with one customer's facts must not keep the others from their tick.</summary>
    private static bool IsOneCustomers(Exception failure) =>
        failure is not OperationCanceledException && !DatabaseTrouble.Is(failure);

    private async Task<IReadOnlyList<long>> CompareAsync(List<long> ids, CancellationToken ct)
    {
        var page = await db.Reachable<Customer>().AsNoTracking()
            .Where(customer => ids.Contains(customer.OrganizationId))
            .OrderBy(customer => customer.OrganizationId)
            .ToListAsync(ct);
        var money = await balance.OfManyAsync(page, ct);
        var open = (await db.Reachable<Suspension>().AsNoTracking()
                .Where(suspension => ids.Contains(suspension.OrganizationId) && suspension.Until == null)
                .ToListAsync(ct))
            .ToLookup(suspension => suspension.OrganizationId, suspension => suspension.Reason);

        return
        [
            .. page.Where(customer => !LimitPolicy.Raised(customer, money[customer.OrganizationId])
                    .SetEquals(open[customer.OrganizationId].Intersect(LimitPolicy.Reasons)))
            .Select(customer => customer.OrganizationId),
        ];
    }

    [LoggerMessage(LogLevel.Error, "The limits of customer {OrganizationId} cannot be looked at; the next tick tries again")]
    private partial void LogNotLookedAt(Exception failure, long organizationId);
}
