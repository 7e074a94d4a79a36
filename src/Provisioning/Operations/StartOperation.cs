using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Flows;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Operations;

/// <summary>Tells a worker that an operation is due. May be lost: the sweep finds the row anyway.</summary>
public delegate void WakeOperation(long operationId);

/// <summary>
/// Accepts an operation: adds its row with the newest version's first step and deadline, lets it hold the server, and wakes
/// a worker after the commit.
/// </summary>
public sealed class StartOperation(
    ProvisioningDb db, Database database, OperationSettings settings, WakeOperation wake, TimeProvider clock)
{
    /// <summary>
    /// Joins the caller's transaction and needs one. It locks operation and server, so call it before whatever locks what
    /// comes after them (docs/operations.md has the order of all locks).
    /// </summary>
    /// <param name="server">Saved, and tracked by the scope's context.</param>
    /// <param name="kind">One of <see cref="OperationKind"/>.</param>
    /// <param name="data">What is asked.</param>
    /// <param name="ct">Cancels before the commit.</param>
    /// <returns>
    /// The saved row; or <c>locked</c> when another operation holds the server (a delete takes over instead, unless
    /// that one is a delete too); or <c>not_found</c> when the server is deleted. A problem has written nothing.
    /// </returns>
    public async Task<Result<Operation>> ExecuteAsync(
        Server server, string kind, OperationData data, CancellationToken ct)
    {
        if (!database.InTransaction)
        {
            throw new InvalidOperationException("An operation starts in the transaction of its acceptance.");
        }

        var flow = FlowCatalogue.Newest(kind);
        var held = await LockAsync(server.Id, flow, ct);
        if (!held.IsSuccess)
        {
            return held.Problem!;
        }

        var operation = Make(server, flow, data);
        db.Operations.Add(operation);
        await db.SaveChangesAsync(ct);

        if (held.Value is { } predecessor)
        {
            await Rows(predecessor).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.SupersededBy, operation.Id), ct);
        }
        else
        {
            server.LockedBy = operation.Id;
        }

        server.Status = flow.AcceptedStatus ?? server.Status;
        await db.SaveChangesAsync(ct);
        WakeAfterCommit(kind, held.Value ?? operation.Id);
        return operation;
    }

    /// <summary>
    /// The same for a server that the caller adds in this transaction, so that nobody else can hold it. Nothing is written yet:
    /// the caller saves both rows at once, then calls <see cref="WakeAfterCommit"/>.
    /// </summary>
    /// <param name="server">With its id.</param>
    /// <param name="operationId">The new operation's.</param>
    internal Operation AddFor(Server server, long operationId, string kind, OperationData data)
    {
        var flow = FlowCatalogue.Newest(kind);
        var operation = Make(server, flow, data, operationId);
        db.Operations.Add(operation);
        (server.LockedBy, server.Status) = (operationId, flow.AcceptedStatus ?? server.Status);
        return operation;
    }

    /// <summary>The last words of an acceptance, once all its rows are saved.</summary>
    internal void WakeAfterCommit(string kind, long operationId)
    {
        Failpoint.Hit($"{kind}.accept.before-commit");
        database.AfterCommit(() =>
        {
            Failpoint.Hit($"{kind}.accept.after-commit");
            wake(operationId);
        });
    }

    private Operation Make(Server server, Flow flow, OperationData data, long id = 0)
    {
        var now = clock.GetUtcNow();
        return new Operation
        {
            Id = id,
            OrganizationId = server.OrganizationId,
            ProjectId = server.ProjectId,
            Kind = flow.Kind,
            Version = flow.Version,
            ServerId = server.Id,
            Step = flow.Steps[0].Name,
            StepSince = now,
            NotBefore = now,
            Deadline = flow.NeverGivesUp ? DateTimeOffset.MaxValue.AddYears(-1) : now + settings.DeadlineOf(flow.Kind),
            Data = data.ToJson(),
            CreatedAt = now,
        };
    }

    /// <summary>Locks the rows; the value is the operation to take over from, or null when the server is free.</summary>
    private async Task<Result<long?>> LockAsync(long serverId, Flow flow, CancellationToken ct)
    {
        var servers = db.Reachable<Server>()
            .Where(row => row.Id == serverId && row.DeletedAt == null);

        // Twice, for the holder may end between the two looks.
        for (var look = 1; look <= 2; look++)
        {
            // An update that changes nothing locks the row on both databases.
            if (await servers.Where(row => row.LockedBy == null)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.LockedBy, row => row.LockedBy), ct) == 1)
            {
                return (long?)null;
            }

            var found = await servers.Select(row => new { row.LockedBy }).FirstOrDefaultAsync(ct);
            if (found is null)
            {
                return new Problem("not_found", "The server is deleted.");
            }

            // The holder becomes due now, so that it ends soon.
            if (flow.Supersedes && found.LockedBy is { } holder
                && await Rows(holder).Where(row => row.Status == OperationStatus.Running && row.SupersededBy == null
                        && row.Kind != flow.Kind)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.NotBefore, clock.GetUtcNow()), ct) == 1)
            {
                return (long?)holder;
            }
        }

        return new Problem("locked", "Another operation holds the server; try again when it is done.");
    }

    private IQueryable<Operation> Rows(long id) =>
        db.Reachable<Operation>().Where(row => row.Id == id);
}
