using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Outbox;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Subscriptions;

/// <summary>
/// The paid period ends: when a delete is accepted, or when a create has failed (then nothing was booked and nothing is).
/// Leaves a fact in the outbox, so that a resource that still runs is taken down.
/// </summary>
public sealed class EndSubscription(
    BillingDb db, Database database, SubscriptionLock subscriptions, AnnouncedPrice announced, OutboxWriter outbox,
    AuditLog audit)
{
    /// <summary>Idempotent: the first call decides the moment. Refusals: <c>subscription_missing</c>.</summary>
    /// <param name="subscriptionId">Pending (ends without a charge) or active.</param>
    /// <param name="endAt">Exclusive end of use, UTC; never before the last item's start nor in a closed month.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Done>> ExecuteAsync(long subscriptionId, DateTimeOffset endAt, CancellationToken ct) =>
        database.InTransactionAsync(() => EndAsync(subscriptionId, endAt, ct), ct);

    private async Task<Result<Done>> EndAsync(long subscriptionId, DateTimeOffset endAt, CancellationToken ct)
    {
        if (await subscriptions.TakeAsync(subscriptionId, ct) is not { } locked)
        {
            return SubscriptionProblems.Missing;
        }

        var subscription = locked.Subscription;
        if (subscription.State == SubscriptionState.Ended)
        {
            return default(Done);
        }

        var end = locked.Open(endAt);
        if (subscription.State == SubscriptionState.Active)
        {
            await announced.ApplyAsync(locked, end, ct);
            var last = subscription.Items[^1];
            end = end > last.From!.Value ? end : last.From.Value;
            last.To = end;
        }

        subscription.State = SubscriptionState.Ended;
        subscription.EndedAt = end;
        subscription.PlannedPriceId = null;
        outbox.LookAt(subscription.OrganizationId, subscription.Id);
        audit.Add("subscription.end", subscription.OrganizationId, $"subscription:{subscription.Id}");
        await db.SaveChangesAsync(ct);
        return default(Done);
    }
}
