using Hostelry.Provisioning.Operations;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Servers;

/// <summary>One operation of a server's history.</summary>
/// <param name="Operation">As everywhere.</param>
/// <param name="Step">Name of the step it does now, or ended at; a stable code.</param>
/// <param name="Attempt">How often that step failed and was tried again.</param>
/// <param name="Undoing">It has failed and is cleaning up behind itself.</param>
public sealed record ServerHistoryEntry(OperationView Operation, string Step, int Attempt, bool Undoing);

/// <summary>What was done with a server, newest first. One query.</summary>
public sealed class ServerHistory(ProvisioningDb db)
{
    /// <summary>Empty for a server that is not the project's. A deleted server's history stays.</summary>
    public async Task<IReadOnlyList<ServerHistoryEntry>> ExecuteAsync(
        ProjectKey project, long serverId, int most, CancellationToken ct)
    {
        var operations = await db.Operations.AsNoTracking()
            .Where(operation => operation.OrganizationId == project.OrganizationId
                && operation.ProjectId == project.ProjectId
                && operation.ServerId == serverId)
            .OrderByDescending(operation => operation.Id)
            .Take(most)
            .ToListAsync(ct);
        return operations.ConvertAll(operation => new ServerHistoryEntry(
            OperationView.Of(operation), operation.Step, operation.Attempt, operation.Undoing));
    }
}
