using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Labels;
using Hostelry.Provisioning.Naming;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.SshKeys;

/// <summary>Renames or relabels a public key.</summary>
public sealed class UpdateSshKey(
    ProvisioningDb db, Database database, IntakeLock locks, SshKeyQueries queries, AuditLog audit)
{
    /// <summary>Refusals: <c>not_found</c>, <c>invalid_input</c>, <c>uniqueness_error</c>.</summary>
    /// <param name="name">Null keeps it.</param>
    /// <param name="labels">Null keeps them; otherwise they replace all.</param>
    public async Task<Result<SshKeyView>> ExecuteAsync(
        ProjectKey project,
        long sshKeyId,
        string? name,
        IReadOnlyDictionary<string, string>? labels,
        CancellationToken ct) =>
        ((name is null ? null : Names.CheckTitle(name)) ?? (labels is null ? null : LabelRules.Check(labels))) is { } problem
            ? problem
            : await database.InTransactionAsync(() => UpdateAsync(project, sshKeyId, name, labels, ct), ct);

    private async Task<Result<SshKeyView>> UpdateAsync(
        ProjectKey project, long sshKeyId, string? name, IReadOnlyDictionary<string, string>? labels, CancellationToken ct)
    {
        await locks.OrganizationAsync(project.OrganizationId, ct);
        var key = await queries.Of(project).FirstOrDefaultAsync(row => row.Id == sshKeyId, ct);
        if (key is null)
        {
            return Problems.NotFound("ssh_key");
        }

        if (name is not null && await queries.Of(project).AnyAsync(row => row.Name == name && row.Id != sshKeyId, ct))
        {
            return Problems.NameTaken("SSH key");
        }

        key.Name = name ?? key.Name;
        if (labels is not null)
        {
            await LabelRows.ClearAsync(db, project, LabelledKind.SshKey, sshKeyId, ct);
            LabelRows.Add(db, project, LabelledKind.SshKey, sshKeyId, labels);
        }

        await db.SaveChangesAsync(ct);
        await audit.WriteAsync(
            "ssh_key.update", project.OrganizationId, ct, FormattableString.Invariant($"ssh_key:{sshKeyId}"));
        return await queries.GetAsync(project, sshKeyId, ct);
    }
}
