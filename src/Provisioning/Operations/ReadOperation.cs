using Hostelry.Provisioning.Flows;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Operations;

/// <summary>One operation as staff see it.</summary>
/// <param name="Row">As it is in the database.</param>
/// <param name="Server">Name.</param>
/// <param name="Host">Name.</param>
/// <param name="HoldsServer">It is the one that works on the server; another one waits for it.</param>
/// <param name="Steps">Names in order; empty when this build does not know the flow's version.</param>
/// <param name="Events">Oldest first, at most <see cref="ReadOperation.MostEvents"/> of the newest.</param>
public sealed record OperationDetail(
    Operation Row, string Server, string Host, bool HoldsServer, IReadOnlyList<string> Steps, IReadOnlyList<OperationEvent> Events)
{
    /// <summary>Null when it may be tried again now; else why not.</summary>
    public required Billing.Kernel.Problem? WhyNoRetry { get; init; }

    /// <summary>Null when it may be given up; else why not.</summary>
    public required Billing.Kernel.Problem? WhyNoGiveUp { get; init; }
}

/// <summary>Reads an operation with its history, for staff; two queries.</summary>
public sealed class ReadOperation(ProvisioningDb db, TimeProvider clock)
{
    public const int MostEvents = 200;

    /// <summary>Null when there is none.</summary>
    public async Task<OperationDetail?> ExecuteAsync(long operationId, CancellationToken ct)
    {
        var found = await (
            from row in db.Reachable<Operation>().AsNoTracking()
            where row.Id == operationId
            join server in db.Reachable<Server>() on row.ServerId equals server.Id
            select new
            {
                Row = row,
                server.Name,
                Host = db.Hosts.Where(host => host.Id == server.HostId).Select(host => host.Name).First(),
                Holds = server.LockedBy == row.Id,
            }).SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return null;
        }

        var events = await db.Reachable<OperationEvent>().AsNoTracking()
            .Where(line => line.OperationId == operationId)
            .OrderByDescending(line => line.Id).Take(MostEvents)
            .ToListAsync(ct);
        events.Reverse();
        var flow = FlowCatalogue.All.SingleOrDefault(one => one.Kind == found.Row.Kind && one.Version == found.Row.Version);
        return new OperationDetail(
            found.Row, found.Name, found.Host, found.Holds, flow is null ? [] : [.. flow.Steps.Select(step => step.Name)], events)
        {
            WhyNoRetry = OperationLaws.WhyNoRetry(found.Row, clock.GetUtcNow()),
            WhyNoGiveUp = OperationLaws.WhyNoGiveUp(found.Row),
        };
    }
}
