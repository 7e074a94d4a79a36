using Hostelry.Billing.Customers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Subscriptions;

/// <summary>A subscription of a customer whose row is locked.</summary>
public sealed record LockedSubscription(Customer Customer, Subscription Subscription)
{
    /// <summary>A moment of this subscription's life, moved out of months that are invoiced.</summary>
    internal DateTimeOffset Open(DateTimeOffset moment) => moment > Customer.ClosedUntil ? moment : Customer.ClosedUntil;
}

/// <summary>Finds a subscription with its items under its customer's lock.</summary>
public sealed class SubscriptionLock(BillingDb db, CustomerLock customers)
{
    /// <summary>Null when there is none in reach of the tenant.</summary>
    public async Task<LockedSubscription?> TakeAsync(long subscriptionId, CancellationToken ct)
    {
        var organizationId = await db.Reachable<Subscription>()
            .Where(subscription => subscription.Id == subscriptionId)
            .Select(subscription => (long?)subscription.OrganizationId)
            .SingleOrDefaultAsync(ct);
        if (organizationId is null || await customers.TakeAsync(organizationId.Value, ct) is not { } customer)
        {
            return null;
        }

        // What this scope read before the lock may be old: items only ever grow, so reloading rows is enough.
        foreach (var entry in db.ChangeTracker.Entries<Subscription>().Where(entry => entry.Entity.Id == subscriptionId).ToList())
        {
            await entry.ReloadAsync(ct);
        }

        foreach (var entry in db.ChangeTracker.Entries<SubscriptionItem>()
            .Where(entry => entry.Entity.SubscriptionId == subscriptionId).ToList())
        {
            await entry.ReloadAsync(ct);
        }

        var subscription = await db.Reachable<Subscription>()
            .Include(subscription => subscription.Items.OrderBy(item => item.Id)).ThenInclude(item => item.Price)
            .SingleAsync(subscription => subscription.Id == subscriptionId, ct);
        return new LockedSubscription(customer, subscription);
    }
}
