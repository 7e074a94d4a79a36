using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Labels;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.SshKeys;

/// <summary>Removes a public key from a project; servers that have it keep it.</summary>
public sealed class DeleteSshKey(ProvisioningDb db, Database database, SshKeyQueries queries, AuditLog audit)
{
    /// <summary>Refusals: <c>not_found</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(ProjectKey project, long sshKeyId, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await queries.Of(project).Where(row => row.Id == sshKeyId).ExecuteDeleteAsync(ct) == 0)
                {
                    return Problems.NotFound("ssh_key");
                }

                await LabelRows.ClearAsync(db, project, LabelledKind.SshKey, sshKeyId, ct);
                await audit.WriteAsync(
                    "ssh_key.delete", project.OrganizationId, ct, FormattableString.Invariant($"ssh_key:{sshKeyId}"));
                return default(Done);
            },
            ct);
}
