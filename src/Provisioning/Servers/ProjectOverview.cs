using Hostelry.Provisioning.SshKeys;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Servers;

/// <summary>A project at one look.</summary>
/// <param name="Total">Living servers.</param>
/// <param name="Running">Of these, running.</param>
/// <param name="Suspended">Of these, off for money or abuse.</param>
/// <param name="HasKey">The project has an SSH key; asked only while it has no server, true otherwise.</param>
/// <param name="Newest">The servers ordered last, newest first, without labels.</param>
public sealed record ProjectOverviewView(
    int Total, int Running, int Suspended, bool HasKey, IReadOnlyList<ServerView> Newest);

/// <summary>What a project's first page says of its servers. Two queries.</summary>
public sealed class ProjectOverview(ProvisioningDb db, SshKeyQueries keys)
{
    /// <param name="newest">How many of the newest servers are wanted.</param>
    public async Task<ProjectOverviewView> ExecuteAsync(ProjectKey project, int newest, CancellationToken ct)
    {
        var servers = db.Servers.Where(server => server.OrganizationId == project.OrganizationId
            && server.ProjectId == project.ProjectId
            && server.DeletedAt == null);
        var groups = await servers
            .GroupBy(server => new { server.Status, server.Suspended })
            .Select(group => new { group.Key.Status, group.Key.Suspended, Count = group.Count() })
            .ToListAsync(ct);
        if (groups.Count == 0)
        {
            return new ProjectOverviewView(0, 0, 0, await keys.Of(project).AnyAsync(ct), []);
        }

        var rows = await ServerRow.Join(db, servers.OrderByDescending(server => server.Id).Take(newest))
            .OrderByDescending(row => row.Id)
            .AsNoTracking()
            .ToListAsync(ct);
        return new ProjectOverviewView(
            groups.Sum(group => group.Count),
            groups.Where(group => group.Status == ServerStatus.Running).Sum(group => group.Count),
            groups.Where(group => group.Suspended).Sum(group => group.Count),
            HasKey: true,
            rows.ConvertAll(row => row.ToView([])));
    }
}
