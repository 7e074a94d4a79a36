using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Subscriptions;

/// <summary>
/// Brings running subscriptions to an announced price, once its date has come: a new item from the change on. Found anew
/// by each run, so a killed one is continued; one subscription is one transaction under its customer's lock.
/// </summary>
public sealed class ApplyPriceChanges(BillingDb db, Database database, SubscriptionLock subscriptions, AnnouncedPrice announced, TimeProvider clock)
{
    private const int PageSize = 500;

    /// <summary>For workers. How many subscriptions changed.</summary>
    public async Task<Result<int>> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await db.PriceChanges.AsNoTracking().Include(change => change.Price)
            .Where(change => change.ChangeAt <= now)
            .OrderBy(change => change.ChangeAt).ThenBy(change => change.Id)
            .ToListAsync(ct);
        var changed = 0;
        foreach (var change in due)
        {
            var last = 0L;
            while (await PageAsync(change, last, ct) is { Count: > 0 } page)
            {
                foreach (var id in page)
                {
                    var one = await database.InTransactionAsync(() => ChangeAsync(id, now, ct), ct);
                    changed += one.IsSuccess ? one.Value : 0;
                    db.ChangeTracker.Clear();
                }

                last = page[^1];
            }
        }

        return changed;
    }

    /// <summary>Active ones whose open item has an earlier version of the same price.</summary>
    private Task<List<long>> PageAsync(PriceChange change, long after, CancellationToken ct)
    {
        var price = change.Price!;
        return db.Reachable<SubscriptionItem>()
            .Where(item => item.SubscriptionId > after && item.To == null && item.From != null
                && item.Subscription!.State == SubscriptionState.Active
                && item.Price!.SellerId == price.SellerId && item.Price.ProductCode == price.ProductCode
                && item.Price.Location == price.Location && item.Price.Currency == price.Currency
                && item.Price.ValidFrom < price.ValidFrom)
            .Select(item => item.SubscriptionId)
            .Order()
            .Take(PageSize)
            .ToListAsync(ct);
    }

    private async Task<Result<int>> ChangeAsync(long subscriptionId, DateTimeOffset now, CancellationToken ct)
    {
        if (await subscriptions.TakeAsync(subscriptionId, ct) is not { } locked || await announced.ApplyAsync(locked, now, ct) == 0)
        {
            return 0;
        }

        await db.SaveChangesAsync(ct);
        return 1;
    }
}
