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

/// <summary>What a project's first page says of its servers. One query; one more while there is no server.</summary>
public sealed class ProjectOverview(ProvisioningDb db, SshKeyQueries keys)
{
    /// <param name="newest">How many of the newest servers are wanted.</param>
    public async Task<ProjectOverviewView> ExecuteAsync(ProjectKey project, int newest, CancellationToken ct)
    {
        var servers = db.Servers.Where(server => server.OrganizationId == project.OrganizationId
            && server.ProjectId == project.ProjectId
            && server.DeletedAt == null);
        // The counts stand beside every row: what they ask does not depend on it, so a database asks it once.
        var rows = await ServerRow.Join(db, servers.OrderByDescending(server => server.Id).Take(newest))
            .OrderByDescending(row => row.Id)
            .Select(row => new
            {
                Server = row,
                Total = servers.Count(),
                Running = servers.Count(server => server.Status == ServerStatus.Running),
                Suspended = servers.Count(server => server.Suspended),
            })
            .AsNoTracking()
            .ToListAsync(ct);
        return rows is [var first, ..]
            ? new ProjectOverviewView(
                first.Total, first.Running, first.Suspended, HasKey: true, rows.ConvertAll(row => row.Server.ToView([])))
            : new ProjectOverviewView(0, 0, 0, await keys.Of(project).AnyAsync(ct), []);
    }
}
