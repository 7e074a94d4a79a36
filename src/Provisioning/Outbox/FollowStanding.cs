using Hostelry.Billing;
using Hostelry.Billing.Outbox;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Subscriptions;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Outbox;

/// <summary>
/// Brings the server of one subscription to where Billing wants it. Looks only at Billing's present state, never at what a
/// fact once meant: repetition and order do not matter.
/// </summary>
public sealed class FollowStanding(
    ProvisioningDb db,
    BillingDb billing,
    Database database,
    SubscriptionStanding standing,
    StartOperation start,
    TimeProvider clock)
{
    /// <summary>
    /// True when the server agrees with Billing or the operation that brings it there is accepted: the subscription's
    /// facts are marked handled in the same transaction. False: another operation holds the server, look again later.
    /// </summary>
    public async Task<bool> ExecuteAsync(long subscriptionId, CancellationToken ct)
    {
        var handled = await database.InTransactionAsync<bool>(
            async () =>
            {
                // The facts first: the standing that is read after them is at least as new as what they announce.
                var facts = await Facts(subscriptionId).Select(fact => fact.Id).ToListAsync(ct);
                var server = await db.Reachable<Server>()
                    .SingleOrDefaultAsync(row => row.SubscriptionId == subscriptionId && row.DeletedAt == null, ct);
                if (server is not null && !await FollowAsync(server, subscriptionId, ct))
                {
                    return false;
                }

                var now = clock.GetUtcNow();
                await Facts(subscriptionId).Where(fact => facts.Contains(fact.Id))
                    .ExecuteUpdateAsync(set => set.SetProperty(fact => fact.HandledAt, now), ct);
                return true;
            },
            ct);
        return handled.IsSuccess && handled.Value;
    }

    private async Task<bool> FollowAsync(Server server, long subscriptionId, CancellationToken ct)
    {
        var wanted = await standing.ForAsync(subscriptionId, ct);
        var kind = wanted switch
        {
            Wanted.Run => OperationKind.ResumeServer,
            Wanted.Pause => OperationKind.SuspendServer,
            Wanted.End => OperationKind.DeleteServer,
        };
        if (await db.Reachable<Operation>()
            .AnyAsync(row => row.ServerId == server.Id && row.Status == OperationStatus.Running && row.Kind == kind, ct))
        {
            return true;
        }

        // While another operation holds the server, its flags may still change: only what is free tells the truth.
        if (server.LockedBy is null && wanted != Wanted.End && server.Suspended == (wanted == Wanted.Pause))
        {
            return true;
        }

        return (await start.ExecuteAsync(server, kind, new OperationData(), ct)).IsSuccess;
    }

    private IQueryable<Billing.Outbox.OutboxFact> Facts(long subscriptionId) =>
        billing.Reachable<OutboxFact>()
            .Where(fact => fact.SubscriptionId == subscriptionId && fact.HandledAt == null);
}
