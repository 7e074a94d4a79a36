using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.Projects;

/// <summary>Gives a project another name.</summary>
internal sealed class RenameProject(IdentityDb db, Database database, AuditLog audit)
{
    /// <summary>Refusals: <c>not_found</c>, <c>uniqueness_error</c> (name).</summary>
    /// <param name="organizationId">The scope's own.</param>
    /// <param name="projectId">One of its living projects.</param>
    /// <param name="name">1–100 characters.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Done>> ExecuteAsync(long organizationId, long projectId, string name, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                var living = db.Projects.Where(project => project.OrganizationId == organizationId && project.DeletedAt == null);
                if (await living.SingleOrDefaultAsync(project => project.Id == projectId, ct) is not { } row)
                {
                    return new Problem("not_found", "There is no such project.");
                }

                if (await living.AnyAsync(project => project.Name == name && project.Id != projectId, ct))
                {
                    return new Problem("uniqueness_error", "name is already used by another project.", "name");
                }

                row.Name = name;
                await db.SaveChangesAsync(ct);
                await audit.WriteAsync("project.rename", organizationId, ct, $"project:{projectId}");
                return default(Done);
            },
            ct);
}
