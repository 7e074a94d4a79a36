using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Operations;

/// <summary>What staff look for; null means no restriction.</summary>
/// <param name="State">
/// <c>running</c> (a worker has it), <c>waiting</c> (for its turn), <c>failing</c> (waits after a failure), <c>undoing</c>,
/// <c>error</c>, <c>success</c>.
/// </param>
/// <param name="Kind">One of <see cref="OperationKind"/>.</param>
/// <param name="Before">Only ids below it.</param>
public sealed record OperationWish(
    string? State = null, string? Kind = null, long? HostId = null, long? OrganizationId = null, long? ServerId = null, long? Before = null);

/// <summary>An operation in staff's list.</summary>
/// <param name="Undoing">Walks backwards.</param>
/// <param name="Held">A worker has it now.</param>
public sealed record OperationRow(
    long Id, string Kind, long OrganizationId, long ServerId, string Server, string Host, OperationStatus Status, bool Undoing,
    string Step, int Progress, int Attempt, bool Held, string? ProblemCode, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt)
{
    /// <summary>One of <see cref="OperationSearch.States"/>.</summary>
    public string State => Status switch
    {
        OperationStatus.Success => "success",
        OperationStatus.Error => "error",
        OperationStatus.Running => Undoing ? "undoing" : Held ? "running" : Attempt > 0 ? "failing" : "waiting",
    };
}

/// <summary>Operations of all organizations, newest first, for staff; one query.</summary>
public sealed class OperationSearch(ProvisioningDb db, TimeProvider clock)
{
    public const int PageSize = 50;

    public static IReadOnlyList<string> States { get; } = ["running", "waiting", "failing", "undoing", "error", "success"];

    /// <summary>One more than a page when there is a page after it.</summary>
    public Task<List<OperationRow>> ExecuteAsync(OperationWish wish, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var rows = InState(db.Reachable<Operation>().AsNoTracking(), wish.State, now);
        if (wish.Kind is { } kind)
        {
            rows = rows.Where(row => row.Kind == kind);
        }

        if (wish.OrganizationId is { } organizationId)
        {
            rows = rows.Where(row => row.OrganizationId == organizationId);
        }

        if (wish.ServerId is { } serverId)
        {
            rows = rows.Where(row => row.ServerId == serverId);
        }

        if (wish.Before is { } before)
        {
            rows = rows.Where(row => row.Id < before);
        }

        var placed =
            from row in rows
            join server in db.Reachable<Server>() on row.ServerId equals server.Id
            where wish.HostId == null || server.HostId == wish.HostId
            orderby row.Id descending
            select new OperationRow(
                row.Id, row.Kind, row.OrganizationId, row.ServerId, server.Name,
                db.Hosts.Where(host => host.Id == server.HostId).Select(host => host.Name).First(),
                row.Status, row.Undoing, row.Step, row.Progress, row.Attempt, row.LeaseUntil != null && row.LeaseUntil > now,
                row.ProblemCode, row.CreatedAt, row.FinishedAt);
        return placed.Take(PageSize + 1).ToListAsync(ct);
    }

    private static IQueryable<Operation> InState(IQueryable<Operation> rows, string? state, DateTimeOffset now) => state switch
    {
        "success" => rows.Where(row => row.Status == OperationStatus.Success),
        "error" => rows.Where(row => row.Status == OperationStatus.Error),
        "undoing" => rows.Where(row => row.Status == OperationStatus.Running && row.Undoing),
        "running" => rows.Where(row => row.Status == OperationStatus.Running && !row.Undoing && row.LeaseUntil > now),
        "failing" => rows.Where(row => row.Status == OperationStatus.Running && !row.Undoing && row.Attempt > 0
            && (row.LeaseUntil == null || row.LeaseUntil <= now)),
        "waiting" => rows.Where(row => row.Status == OperationStatus.Running && !row.Undoing && row.Attempt == 0
            && (row.LeaseUntil == null || row.LeaseUntil <= now)),
        _ => rows,
    };
}
