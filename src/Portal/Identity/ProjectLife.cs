using Hostelry.Provisioning;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>Whether a project and its organization are still there; asked under the lock that their closing takes.</summary>
public sealed class ProjectLife(IdentityDb db)
{
    public Task<bool> ExecuteAsync(ProjectKey project, CancellationToken ct) =>
        db.Reachable<Project>().AnyAsync(
            row => row.Id == project.ProjectId && row.OrganizationId == project.OrganizationId && row.DeletedAt == null
                && db.Reachable<Organization>().Any(organization => organization.Id == row.OrganizationId && organization.DeletedAt == null),
            ct);
}
