using Hostelry.Billing.Subscriptions;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Outbox;

/// <summary>Adds facts to the present unit of work; the caller saves.</summary>
public sealed class OutboxWriter(BillingDb db, TimeProvider clock)
{
    public void LookAt(long organizationId, long subscriptionId)
    {
        var now = clock.GetUtcNow();
        db.OutboxFacts.Add(new OutboxFact
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = organizationId,
            SubscriptionId = subscriptionId,
            CreatedAt = now,
        });
    }

    /// <summary>One fact for each living subscription of the customer.</summary>
    public async Task LookAtAllAsync(long organizationId, CancellationToken ct)
    {
        var living = await db.Reachable<Subscription>()
            .Where(subscription => subscription.OrganizationId == organizationId && subscription.EndedAt == null)
            .OrderBy(subscription => subscription.Id)
            .Select(subscription => subscription.Id)
            .ToListAsync(ct);
        foreach (var subscriptionId in living)
        {
            LookAt(organizationId, subscriptionId);
        }
    }
}
