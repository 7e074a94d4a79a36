using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Subscriptions;

/// <summary>The paid period starts: last step of a create flow.</summary>
public sealed class MarkReady(BillingDb db, Database database, SubscriptionLock subscriptions, AuditLog audit)
{
    /// <summary>
    /// Idempotent: the first call decides the moment. Refusals: <c>subscription_missing</c>, <c>subscription_ended</c>
    /// (nothing is charged, and the caller takes the resource down).
    /// </summary>
    /// <param name="subscriptionId">Pending.</param>
    /// <param name="operationId">The operation that observed readiness.</param>
    /// <param name="readyAt">When it was observed, as recorded; UTC. Moved to the start of the first open month if earlier.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Done>> ExecuteAsync(long subscriptionId, long operationId, DateTimeOffset readyAt, CancellationToken ct) =>
        database.InTransactionAsync(() => MarkAsync(subscriptionId, operationId, readyAt, ct), ct);

    private async Task<Result<Done>> MarkAsync(
        long subscriptionId, long operationId, DateTimeOffset readyAt, CancellationToken ct)
    {
        if (await subscriptions.TakeAsync(subscriptionId, ct) is not { } locked)
        {
            return SubscriptionProblems.Missing;
        }

        var subscription = locked.Subscription;
        if (subscription.State == SubscriptionState.Ended)
        {
            return SubscriptionProblems.Ended;
        }

        if (subscription.State == SubscriptionState.Active)
        {
            return default(Done);
        }

        var start = locked.Open(readyAt);
        subscription.State = SubscriptionState.Active;
        subscription.ReadyAt = start;
        subscription.ReadyOperationId = operationId;
        subscription.Items[0].From = start;
        if (subscription.Items[0].Price is { CommitmentMonths: > 0 and var months })
        {
            subscription.CommittedUntil = start.ToUniversalTime().AddMonths(months);
        }

        audit.Add(
            "subscription.ready", subscription.OrganizationId, $"subscription:{subscription.Id}", $"operation:{operationId}");
        await db.SaveChangesAsync(ct);
        return default(Done);
    }
}
