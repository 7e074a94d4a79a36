using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Flows;

/// <summary>What is written when nothing of a server is on its host any more: delete's last step, create's last undo.</summary>
internal static class Farewell
{
    /// <summary>
    /// Ends the subscription (a pending one without charge; for a delete it has ended at acceptance), lets the address cool
    /// down, gives back the host's room, marks the server deleted. Idempotent.
    /// </summary>
    public static async Task<Result<Done>> WriteAsync(FlowRun run, CancellationToken ct)
    {
        var now = run.Now;
        var server = run.Server;
        server.DeletedAt ??= now;
        server.Status = ServerStatus.Deleting;
        server.SealedRootPassword = null;
        await run.Db.Addresses.Where(row => row.ServerId == server.Id && row.ReleasedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ReleasedAt, now), ct);
        await run.Db.HostReservations.Where(row => row.ServerId == server.Id).ExecuteDeleteAsync(ct);
        return await run.Billing.EndSubscription.ExecuteAsync(server.SubscriptionId, now, ct);
    }
}
