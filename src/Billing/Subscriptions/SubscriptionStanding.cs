using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Subscriptions;

/// <summary>What the resource of a subscription should be doing now.</summary>
public enum Wanted
{
    /// <summary>As its owner wishes.</summary>
    Run,

    /// <summary>Stopped, with everything kept.</summary>
    Pause,

    /// <summary>Gone.</summary>
    End,
}

/// <summary>Billing's present state of a subscription, for whoever handles an outbox fact.</summary>
public sealed class SubscriptionStanding(BillingDb db)
{
    /// <summary>Throws <see cref="InvalidOperationException"/> for an unknown id: guessing could delete a server.</summary>
    public async Task<Wanted> ForAsync(long subscriptionId, CancellationToken ct)
    {
        var found = await db.Reachable<Subscription>()
            .Where(subscription => subscription.Id == subscriptionId)
            .Select(subscription => new
            {
                subscription.State,
                Suspended = db.Suspensions.Any(suspension =>
                    suspension.OrganizationId == subscription.OrganizationId && suspension.Until == null),
            })
            .SingleOrDefaultAsync(ct)
            ?? throw new InvalidOperationException($"There is no subscription {subscriptionId}.");

        return found.State == SubscriptionState.Ended ? Wanted.End : found.Suspended ? Wanted.Pause : Wanted.Run;
    }
}
