using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Labels;
using Hostelry.Provisioning.Listing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Servers;

/// <summary>Which servers of a project are asked for; null and empty mean no restriction.</summary>
/// <param name="Name">Exactly this.</param>
/// <param name="LabelSelector">As <c>env=prod,tier in (web,db),!old</c>.</param>
/// <param name="Statuses">As <c>running</c>, <c>off</c>.</param>
/// <param name="Sort"><c>id</c>, <c>name</c>, <c>created</c>, each with <c>:asc</c> or <c>:desc</c>; first counts most.</param>
/// <param name="Text">A part of the name, whatever its case, or of the address.</param>
public sealed record ServerFilter(
    string? Name = null,
    string? LabelSelector = null,
    IReadOnlyList<string>? Statuses = null,
    IReadOnlyList<long>? Ids = null,
    IReadOnlyList<string>? Sort = null,
    string? Text = null);

/// <summary>Reads a project's living servers.</summary>
public sealed class ServerQueries(ProvisioningDb db)
{
    /// <summary>Two queries. Refusals: <c>not_found</c>.</summary>
    public async Task<Result<ServerView>> GetAsync(ProjectKey project, long serverId, CancellationToken ct)
    {
        var row = await ServerRow.Join(db, Living(project).Where(server => server.Id == serverId))
            .AsNoTracking()
            .FirstOrDefaultAsync(ct);
        if (row is null)
        {
            return Problems.ServerNotFound;
        }

        var labels = await LabelRows.ReadAsync(db, project, LabelledKind.Server, [serverId], ct);
        return row.ToView(labels[serverId]);
    }

    /// <summary>Three queries, however many servers. Refusals: <c>invalid_input</c> (label_selector, status, sort).</summary>
    public async Task<Result<Paged<ServerView>>> ListAsync(
        ProjectKey project, ServerFilter filter, Page page, CancellationToken ct)
    {
        var selector = LabelSelector.Parse(filter.LabelSelector);
        if (!selector.IsSuccess)
        {
            return selector.Problem!;
        }

        if (StatusFilter.Parse<ServerStatus>(filter.Statuses, "status", out var statuses) is { } unknownStatus)
        {
            return unknownStatus;
        }

        var servers = Filtered(project, filter, selector.Value, statuses);
        var rows = ServerRow.Join(db, servers);
        if (ServerRow.Sorting.Apply(filter.Sort, ref rows) is { } unknownSort)
        {
            return unknownSort;
        }

        var total = await servers.CountAsync(ct);
        var shown = await rows.Skip(page.Skip).Take(page.Size).AsNoTracking().ToListAsync(ct);
        var labels = await LabelRows.ReadAsync(
            db, project, LabelledKind.Server, shown.ConvertAll(row => row.Id), ct);
        return new Paged<ServerView>(shown.ConvertAll(row => row.ToView(labels[row.Id])), total, page);
    }

    private IQueryable<Server> Filtered(
        ProjectKey project, ServerFilter filter, LabelRequirement[] selector, ServerStatus[] statuses)
    {
        var servers = Living(project);
        if (filter.Name is { } name)
        {
            servers = servers.Where(server => server.Name == name);
        }

        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            var text = filter.Text.Trim().ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // The database lowers it: names are ASCII.
            servers = servers.Where(server => server.Name.ToLower().Contains(text)
                || db.Addresses.Any(address => address.ServerId == server.Id
                    && address.ReleasedAt == null && address.Ipv4.Contains(text)));
#pragma warning restore CA1304, CA1311, CA1862
        }

        if (filter.Ids is { Count: > 0 } ids)
        {
            servers = servers.Where(server => ids.Contains(server.Id));
        }

        if (statuses.Length > 0)
        {
            servers = servers.Where(server => statuses.Contains(server.Status));
        }

        foreach (var requirement in selector)
        {
            var having = LabelRows.Having(db, project, LabelledKind.Server, requirement);
            servers = requirement.Negated
                ? servers.Where(server => !having.Contains(server.Id))
                : servers.Where(server => having.Contains(server.Id));
        }

        return servers;
    }

    private IQueryable<Server> Living(ProjectKey project) =>
        db.Servers.Where(server => server.OrganizationId == project.OrganizationId
            && server.ProjectId == project.ProjectId
            && server.DeletedAt == null);
}
