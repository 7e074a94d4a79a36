using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Subscriptions;

/// <summary>Says which resource a subscription pays for, where the id came after the order.</summary>
public sealed class AttachResource(BillingDb db, Database database)
{
    /// <summary>Idempotent. Refusals: <c>subscription_missing</c>; <c>resource_attached</c> when it pays for another one.</summary>
    public Task<Result<Done>> ExecuteAsync(long subscriptionId, long resourceId, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                var subscription = await db.Reachable<Subscription>()
                    .SingleOrDefaultAsync(subscription => subscription.Id == subscriptionId, ct);
                if (subscription is null)
                {
                    return SubscriptionProblems.Missing;
                }

                if (subscription.ResourceId != 0 && subscription.ResourceId != resourceId)
                {
                    return new Problem("resource_attached", "The subscription pays for another resource.", "resource");
                }

                subscription.ResourceId = resourceId;
                await db.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);
}
