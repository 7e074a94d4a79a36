using Hostelry.Billing.Audit;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Subscriptions;

/// <summary>
/// A change of plan has been done: a new item from its moment on, at the price version that was accepted. Refuses nothing
/// for lack of funds: the resource has changed already.
/// </summary>
public sealed class ChangeSubscription(
    BillingDb db, Database database, SubscriptionLock subscriptions, AnnouncedPrice announced, Prices prices,
    AuditLog audit)
{
    /// <summary>
    /// Idempotent: nothing happens when the product runs already. Refusals: <c>subscription_missing</c>,
    /// <c>subscription_ended</c>, <c>subscription_not_ready</c>, <c>price_missing</c>.
    /// </summary>
    /// <param name="subscriptionId">Active.</param>
    /// <param name="newProductCode">In the same location.</param>
    /// <param name="at">Start of the new item, UTC; never before the present one's start nor in a closed month.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Done>> ExecuteAsync(long subscriptionId, string newProductCode, DateTimeOffset at, CancellationToken ct) =>
        database.InTransactionAsync(() => ChangeAsync(subscriptionId, newProductCode, at, ct), ct);

    private async Task<Result<Done>> ChangeAsync(
        long subscriptionId, string newProductCode, DateTimeOffset at, CancellationToken ct)
    {
        if (await subscriptions.TakeAsync(subscriptionId, ct) is not { } locked)
        {
            return SubscriptionProblems.Missing;
        }

        var subscription = locked.Subscription;
        if (subscription.State != SubscriptionState.Active)
        {
            return subscription.State == SubscriptionState.Ended ? SubscriptionProblems.Ended : SubscriptionProblems.NotReady;
        }

        var present = subscription.Items[^1];
        if (present.ProductCode == newProductCode)
        {
            return default(Done);
        }

        var price = await AcceptedPriceAsync(subscription, newProductCode, at, locked.Customer.SellerId, ct);
        if (price is null)
        {
            return SubscriptionProblems.PriceMissing(newProductCode, subscription.Location, subscription.Currency);
        }

        var start = locked.Open(at);
        await announced.ApplyAsync(locked, start, ct);
        present = subscription.Items[^1];
        start = start > present.From!.Value ? start : present.From.Value;
        present.To = start;
        subscription.Items.Add(new SubscriptionItem
        {
            OrganizationId = subscription.OrganizationId,
            ProductCode = newProductCode,
            Quantity = present.Quantity,
            PriceId = price.Id,
            From = start,
        });
        subscription.PlannedPriceId = null;
        if (price.CommitmentMonths > 0)
        {
            // The later of both: a change neither shortens what was promised nor leaves out what the new price asks for.
            var until = start.ToUniversalTime().AddMonths(price.CommitmentMonths);
            subscription.CommittedUntil = subscription.CommittedUntil > until ? subscription.CommittedUntil : until;
        }

        audit.Add("subscription.change", subscription.OrganizationId, $"subscription:{subscription.Id}", $"price:{price.Id}");
        await db.SaveChangesAsync(ct);
        return default(Done);
    }

    private async Task<Price?> AcceptedPriceAsync(
        Subscription subscription, string productCode, DateTimeOffset at, long sellerId, CancellationToken ct)
    {
        var planned = await db.Prices.SingleOrDefaultAsync(price => price.Id == subscription.PlannedPriceId, ct);
        return planned?.ProductCode == productCode
            ? planned
            : await prices.PriceForAsync(productCode, subscription.Location, subscription.Currency, at, ct, sellerId);
    }
}
