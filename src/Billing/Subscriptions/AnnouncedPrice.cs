using Hostelry.Billing.Audit;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Subscriptions;

/// <summary>
/// Brings one subscription to the prices that were announced for it and whose day has come: by the worker's tick, and by whatever
/// ends or changes it before the tick came to it, so that the price of a day does not depend on who was faster.
/// </summary>
public sealed class AnnouncedPrice(BillingDb db, AuditLog audit)
{
    /// <summary>How many new items there are, each from its change on; the caller holds the lock and saves.</summary>
    internal async Task<int> ApplyAsync(LockedSubscription locked, DateTimeOffset until, CancellationToken ct)
    {
        var (customer, subscription) = locked;
        if (subscription.State != SubscriptionState.Active)
        {
            return 0;
        }

        var present = subscription.Items[^1];
        var due = await db.PriceChanges.AsNoTracking().Include(change => change.Price)
            .Where(change => change.ChangeAt <= until && change.Price!.SellerId == customer.SellerId
                && change.Price.ProductCode == present.ProductCode && change.Price.Location == subscription.Location
                && change.Price.Currency == subscription.Currency && change.Price.ValidFrom > present.Price!.ValidFrom)
            .OrderBy(change => change.ChangeAt).ThenBy(change => change.Id)
            .ToListAsync(ct);
        var (valid, made) = (present.Price!.ValidFrom, 0);
        foreach (var change in due.Where(change => change.Price!.ValidFrom > valid))
        {
            valid = change.Price!.ValidFrom;
            var start = locked.Open(change.ChangeAt);
            start = start > present.From!.Value ? start : present.From.Value;
            present.To = start;
            present = new SubscriptionItem
            {
                OrganizationId = subscription.OrganizationId,
                ProductCode = present.ProductCode,
                Quantity = present.Quantity,
                PriceId = change.PriceId,
                From = start,
            };
            subscription.Items.Add(present);
            audit.Add("subscription.price", subscription.OrganizationId, $"subscription:{subscription.Id}", $"price:{change.PriceId}");
            made++;
        }

        return made;
    }
}
