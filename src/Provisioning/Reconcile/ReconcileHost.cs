using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Subscriptions;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Reconcile;

/// <summary>
/// Compares what a host has of this installation with the rows: takes away what deleted servers left behind, shows what
/// the rest is really doing, and reports what it cannot explain. Another installation's guests are not even listed.
/// </summary>
/// <remarks>
/// A server that an operation holds is left alone: the operation observes for itself. A guest that stopped by itself is
/// shown as off and not started: it may have been shut down from inside, and its host starts the others after a reboot
/// without us. A suspended guest that runs is stopped, by an operation like any other.
/// </remarks>
public sealed class ReconcileHost(
    ProvisioningDb db,
    Database database,
    IHypervisor hypervisor,
    SubscriptionStanding standing,
    StartOperation start,
    TimeProvider clock)
{
    /// <summary>Throws <see cref="HypervisorException"/> when the host cannot be listed.</summary>
    public async Task<HostReport> ExecuteAsync(long hostId, CancellationToken ct)
    {
        var host = await db.Hosts.SingleAsync(row => row.Id == hostId, ct);
        var installation = (await db.Installations.AsNoTracking().SingleAsync(ct)).Name;
        var endpoint = new HostEndpoint(host.Id, host.Address);

        // What the list says holds for a server only if no operation held it from before the list to the write.
        var before = await FreeAsync(hostId, ct);
        var seen = (await hypervisor.ListAsync(endpoint, installation, ct))
            .Where(guest => guest.Key.Installation == installation).ToList();

        // Rows are read after the list: what was on the host then had its row before.
        var states = seen.Where(guest => guest.Key.Kind == "server").ToDictionary(guest => guest.Key.Id, guest => guest.State);
        var servers = await db.Reachable<Server>().AsNoTracking()
            .Where(row => row.HostId == hostId && (row.DeletedAt == null || states.Keys.Contains(row.Id)))
            .ToDictionaryAsync(row => row.Id, ct);
        var free = (await FreeAsync(hostId, ct)).Intersect(before).ToDictionary(row => row.ServerId, row => row.LastOperation);

        foreach (var server in servers.Values.Where(row => free.ContainsKey(row.Id)))
        {
            await ShowAsync(server, states.GetValueOrDefault(server.Id, GuestState.Absent), free[server.Id], ct);
        }

        List<GuestKey> removed = [], kept = [], unknown = [];
        foreach (var guest in seen)
        {
            if (guest.Key.Kind != "server" || !servers.TryGetValue(guest.Key.Id, out var server))
            {
                unknown.Add(guest.Key);
            }
            else if (server.DeletedAt is not null)
            {
                (await TryRemoveAsync(endpoint, guest, ct) ? removed : kept).Add(guest.Key);
            }
        }

        var report = new HostReport(hostId, removed, kept, unknown, [.. free.Keys.Where(id => !states.ContainsKey(id)).Order()]);
        host.SeenAt = host.ReportedAt = clock.GetUtcNow();
        host.Report = KeptReport.Of(report, seen).ToJson();
        await db.SaveChangesAsync(ct);
        return report;
    }

    /// <summary>The living servers that no operation holds, each with its last operation: equal ones met none in between.</summary>
    private Task<List<FreeServer>> FreeAsync(long hostId, CancellationToken ct) =>
        db.Reachable<Server>()
            .Where(row => row.HostId == hostId && row.DeletedAt == null && row.LockedBy == null)
            .Select(row => new FreeServer(
                row.Id,
                db.Operations.Where(operation => operation.ServerId == row.Id).Max(operation => (long?)operation.Id) ?? 0))
            .ToListAsync(ct);

    /// <summary>
    /// Takes the remains away with the fence of the server's last operation, one token higher: a worker of that operation
    /// that still sleeps is refused from then on.
    /// </summary>
    private async Task<bool> TryRemoveAsync(HostEndpoint host, GuestObservation guest, CancellationToken ct)
    {
        var operations = await db.Reachable<Operation>().AsNoTracking()
            .Where(row => row.ServerId == guest.Key.Id)
            .Select(row => new { row.Id, row.Fence, row.Status }).ToListAsync(ct);
        if (operations.Count == 0 || operations.Exists(row => row.Status == OperationStatus.Running))
        {
            return false;
        }

        var token = Math.Max(guest.FenceToken, operations.Max(row => row.Fence)) + 1;
        var fence = new Fence(operations.Max(row => row.Id), token);
        try
        {
            await hypervisor.KillAsync(host, guest.Key, fence, ct);
            await hypervisor.UndefineAsync(host, guest.Key, fence, ct);
            await hypervisor.DeleteDiskAsync(host, guest.Key, fence, ct);
            return true;
        }
        catch (HypervisorException)
        {
            return false; // reported as kept; the next pass tries again
        }
    }

    private async Task ShowAsync(Server server, GuestState state, long lastOperation, CancellationToken ct)
    {
        if (server.Suspended && state == GuestState.Running)
        {
            await StopSuspendedAsync(server.Id, ct);
            return;
        }

        var status = state switch
        {
            GuestState.Running => ServerStatus.Running,
            GuestState.Off => ServerStatus.Off,
            GuestState.Absent => ServerStatus.Unknown,
        };
        if (status != server.Status)
        {
            // An operation that was accepted since the look knows better.
            await db.Reachable<Server>()
                .Where(row => row.Id == server.Id && row.LockedBy == null && row.DeletedAt == null
                    && !db.Operations.Any(operation => operation.ServerId == row.Id && operation.Id > lastOperation))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, status), ct);
        }
    }

    /// <summary>Asks Billing once the server is held: its customer may have paid since the rows were read.</summary>
    private async Task StopSuspendedAsync(long serverId, CancellationToken ct) =>
        await database.InTransactionAsync<Done>(
            async () =>
            {
                var server = await db.Reachable<Server>()
                    .SingleAsync(row => row.Id == serverId, ct);
                var started = await start.ExecuteAsync(server, OperationKind.SuspendServer, new OperationData(), ct);
                return !started.IsSuccess ? started.Problem!
                    : await standing.ForAsync(server.SubscriptionId, ct) == Wanted.Pause ? default(Done)
                    : Problems.Locked; // nothing is written: what Billing wants now is on its way through the pump
            },
            ct);

    private sealed record FreeServer(long ServerId, long LastOperation);
}
