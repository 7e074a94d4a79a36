using Hostelry.Billing.Catalogue;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Subscriptions;

/// <summary>A change of price that awaits one subscription.</summary>
public sealed record AnnouncedChange(
    long SubscriptionId, string Description, string ProductCode, Price Present, Price Next, DateTimeOffset AnnouncedAt,
    DateTimeOffset ChangeAt);

/// <summary>The notices of price changes, for an organization's pages and mail.</summary>
public sealed class AnnouncedChanges(BillingDb db, TimeProvider clock)
{
    /// <summary>Changes to come, the next first; in one query.</summary>
    public async Task<IReadOnlyList<AnnouncedChange>> ForAsync(long organizationId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var rows = await (
            from item in db.Reachable<SubscriptionItem>().AsNoTracking()
            where item.OrganizationId == organizationId && item.To == null && item.Subscription!.State != SubscriptionState.Ended
            from change in db.PriceChanges
            where change.ChangeAt > now && change.Price!.SellerId == item.Price!.SellerId
                && change.Price.ProductCode == item.ProductCode && change.Price.Location == item.Price.Location
                && change.Price.Currency == item.Price.Currency && change.Price.ValidFrom > item.Price.ValidFrom
            select new { item.SubscriptionId, item.Subscription!.Description, item.Price, Next = change.Price, change.AnnouncedAt, change.ChangeAt })
            .ToListAsync(ct);
        return
        [
            .. rows.OrderBy(row => row.ChangeAt).ThenBy(row => row.SubscriptionId).Select(row => new AnnouncedChange(
                row.SubscriptionId, row.Description, row.Price!.ProductCode, row.Price, row.Next!, row.AnnouncedAt, row.ChangeAt)),
        ];
    }
}
