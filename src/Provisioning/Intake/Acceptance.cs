using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Intake;

/// <summary>What the acceptance of every action begins and ends with: the held server row; the operation and its audit row.</summary>
public sealed class Acceptance(ProvisioningDb db, Database database, StartOperation start, AuditLog audit)
{
    /// <summary>
    /// The project's server, its row locked to the end of the transaction, free for an action.
    /// Refusals: <c>not_found</c>, <c>locked</c>, <c>forbidden</c> (suspended).
    /// </summary>
    internal async Task<Result<Server>> HoldFreeAsync(ProjectKey project, long serverId, CancellationToken ct)
    {
        var server = await HoldAsync(project, serverId, ct);
        return !server.IsSuccess ? server
            : server.Value.Status == ServerStatus.Deleting ? Problems.Deleting
            : server.Value.LockedBy is not null ? Problems.Locked
            : server.Value.Suspended ? Problems.Suspended
            : server;
    }

    /// <summary>The project's living server, its row locked, whatever it is doing. Refusals: <c>not_found</c>.</summary>
    internal async Task<Result<Server>> HoldAsync(ProjectKey project, long serverId, CancellationToken ct)
    {
        var servers = db.Servers.Where(server => server.Id == serverId
            && server.OrganizationId == project.OrganizationId
            && server.ProjectId == project.ProjectId
            && server.DeletedAt == null);
        if (!database.IsSqlite)
        {
            _ = await servers.ExecuteUpdateAsync(set => set.SetProperty(row => row.LockedBy, row => row.LockedBy), ct);
        }

        var server = await servers.SingleOrDefaultAsync(ct);
        return server is null ? Problems.ServerNotFound : server;
    }

    /// <summary>Saves what the caller changed on the server too. Refusals: <c>locked</c>, <c>not_found</c>.</summary>
    internal async Task<Result<OperationView>> StartAsync(
        Server server, string kind, OperationData data, string auditAction, CancellationToken ct)
    {
        var operation = await start.ExecuteAsync(server, kind, data, ct);
        if (!operation.IsSuccess)
        {
            return operation.Problem!;
        }

        await AuditAsync(server, auditAction, operation.Value.Id, ct);
        return OperationView.Of(operation.Value);
    }

    internal Task AuditAsync(Server server, string auditAction, long? operationId, CancellationToken ct) =>
        audit.WriteAsync(auditAction, server.OrganizationId, ct, Subjects(server.ProjectId, server.Id, operationId));

    /// <summary>What the audit row of an acceptance names.</summary>
    internal static string[] Subjects(long projectId, long serverId, long? operationId) =>
    [
        FormattableString.Invariant($"project:{projectId}"),
        FormattableString.Invariant($"server:{serverId}"),
        .. operationId is { } id ? [FormattableString.Invariant($"operation:{id}")] : Array.Empty<string>(),
    ];
}
