using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>One organization that a person belongs to, with its living projects, oldest first.</summary>
public sealed record Seat(
    long OrganizationId, string OrganizationName, MemberRole Role, IReadOnlyList<SeatProject> Projects);

public sealed record SeatProject(long Id, string Name);

/// <summary>
/// Where a person belongs. Runs before a tenant is known: see <see cref="BeforeTenant"/>. PostgreSQL shows it the rows of
/// <c>app.user</c> alone. One query.
/// </summary>
public sealed class FindSeats(IdentityDb db)
{
    /// <summary>Living organizations by name; empty for whoever belongs to none.</summary>
    public async Task<IReadOnlyList<Seat>> ExecuteAsync(long userId, CancellationToken ct)
    {
        string[] tenant = [ModuleContext.TenantFilter];
        var rows = await (
            from member in db.Members.IgnoreQueryFilters(tenant)
            join organization in db.Organizations.IgnoreQueryFilters(tenant) on member.OrganizationId equals organization.Id
            join project in db.Projects.IgnoreQueryFilters(tenant).Where(project => project.DeletedAt == null)
                on organization.Id equals project.OrganizationId into projects
            from project in projects.DefaultIfEmpty()
            where member.UserId == userId && organization.DeletedAt == null
            orderby organization.Name, organization.Id, project.Id
            select new
            {
                organization.Id,
                organization.Name,
                member.Role,
                ProjectId = (long?)project.Id,
                ProjectName = project.Name,
            }).ToListAsync(ct);
        return
        [
            .. rows.GroupBy(row => (row.Id, row.Name, row.Role)).Select(seat => new Seat(
                seat.Key.Id,
                seat.Key.Name,
                seat.Key.Role,
                [.. seat.Where(row => row.ProjectId is not null).Select(row => new SeatProject(row.ProjectId!.Value, row.ProjectName))])),
        ];
    }
}
