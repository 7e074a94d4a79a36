using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Labels;
using Hostelry.Provisioning.Naming;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Servers;

/// <summary>Renames or relabels a server; also while an operation runs or it is suspended.</summary>
public sealed class UpdateServer(
    ProvisioningDb db, Database database, IntakeLock locks, Acceptance acceptance, ServerQueries queries)
{
    /// <summary>Refusals: <c>not_found</c>, <c>invalid_input</c>, <c>uniqueness_error</c>, <c>locked</c> (being deleted).</summary>
    /// <param name="name">Null keeps it. The guest's own host name does not change.</param>
    /// <param name="labels">Null keeps them; otherwise they replace all.</param>
    public async Task<Result<ServerView>> ExecuteAsync(
        ProjectKey project,
        long serverId,
        string? name,
        IReadOnlyDictionary<string, string>? labels,
        CancellationToken ct) =>
        ((name is null ? null : Names.CheckHostName(name)) ?? (labels is null ? null : LabelRules.Check(labels))) is { } problem
            ? problem
            : await database.InTransactionAsync(() => UpdateAsync(project, serverId, name, labels, ct), ct);

    private async Task<Result<ServerView>> UpdateAsync(
        ProjectKey project, long serverId, string? name, IReadOnlyDictionary<string, string>? labels, CancellationToken ct)
    {
        await locks.OrganizationAsync(project.OrganizationId, ct);
        var held = await acceptance.HoldAsync(project, serverId, ct);
        if (!held.IsSuccess)
        {
            return held.Problem!;
        }

        var server = held.Value;
        if (server.Status == ServerStatus.Deleting)
        {
            return Problems.Deleting;
        }

        if (name is not null && name != server.Name)
        {
            if (await IsTakenAsync(project, name, ct))
            {
                return Problems.NameTaken("server");
            }

            server.Name = name;
        }

        if (labels is not null)
        {
            await LabelRows.ClearAsync(db, project, LabelledKind.Server, serverId, ct);
            LabelRows.Add(db, project, LabelledKind.Server, serverId, labels);
        }

        await db.SaveChangesAsync(ct);
        await acceptance.AuditAsync(server, "server.update", operationId: null, ct);
        return await queries.GetAsync(project, serverId, ct);
    }

    private Task<bool> IsTakenAsync(ProjectKey project, string name, CancellationToken ct) =>
        db.Servers.AnyAsync(
            server => server.OrganizationId == project.OrganizationId
                && server.ProjectId == project.ProjectId
                && server.Name == name
                && server.DeletedAt == null,
            ct);
}
