using System.Linq.Expressions;

using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Listing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Operations;

/// <summary>Which operations of a project are asked for; null and empty mean no restriction.</summary>
/// <param name="ServerId">Of this server only; it must be the project's, else <c>not_found</c>.</param>
/// <param name="Statuses"><c>running</c>, <c>success</c>, <c>error</c>.</param>
/// <param name="Sort"><c>id</c>, <c>command</c>, <c>status</c>, <c>started</c>, <c>finished</c>, each with <c>:asc</c> or <c>:desc</c>.</param>
public sealed record OperationFilter(
    long? ServerId = null,
    IReadOnlyList<long>? Ids = null,
    IReadOnlyList<string>? Statuses = null,
    IReadOnlyList<string>? Sort = null);

/// <summary>Reads a project's operations; those of a deleted server stay readable by their own id.</summary>
public sealed class OperationQueries(ProvisioningDb db)
{
    private static readonly SortOrder<Operation> Sorting = new(
        operation => operation.Id,
        new Dictionary<string, Expression<Func<Operation, object?>>>
        {
            ["command"] = operation => operation.Kind,
            ["status"] = operation => operation.Status,
            ["started"] = operation => operation.CreatedAt,
            ["finished"] = operation => operation.FinishedAt,
        });

    /// <summary>One query. Refusals: <c>not_found</c>.</summary>
    public async Task<Result<OperationView>> GetAsync(ProjectKey project, long operationId, CancellationToken ct)
    {
        var operation = await Of(project).AsNoTracking().FirstOrDefaultAsync(row => row.Id == operationId, ct);
        return operation is null ? Problems.NotFound("action") : OperationView.Of(operation);
    }

    /// <summary>Two queries, three when a server is named. Refusals: <c>not_found</c> (the server), <c>invalid_input</c> (status, sort).</summary>
    public async Task<Result<Paged<OperationView>>> ListAsync(
        ProjectKey project, OperationFilter filter, Page page, CancellationToken ct)
    {
        if (StatusFilter.Parse<OperationStatus>(filter.Statuses, "status", out var statuses) is { } unknownStatus)
        {
            return unknownStatus;
        }

        var operations = Of(project);
        if (filter.ServerId is { } serverId)
        {
            if (!await HasServerAsync(project, serverId, ct))
            {
                return Problems.ServerNotFound;
            }

            operations = operations.Where(row => row.ServerId == serverId);
        }

        if (filter.Ids is { Count: > 0 } ids)
        {
            operations = operations.Where(row => ids.Contains(row.Id));
        }

        if (statuses.Length > 0)
        {
            operations = operations.Where(row => statuses.Contains(row.Status));
        }

        var sorted = operations;
        if (Sorting.Apply(filter.Sort, ref sorted) is { } unknownSort)
        {
            return unknownSort;
        }

        var total = await operations.CountAsync(ct);
        var shown = await sorted.Skip(page.Skip).Take(page.Size).AsNoTracking().ToListAsync(ct);
        return new Paged<OperationView>(shown.ConvertAll(OperationView.Of), total, page);
    }

    private Task<bool> HasServerAsync(ProjectKey project, long serverId, CancellationToken ct) =>
        db.Servers.AnyAsync(
            server => server.Id == serverId
                && server.OrganizationId == project.OrganizationId
                && server.ProjectId == project.ProjectId
                && server.DeletedAt == null,
            ct);

    private IQueryable<Operation> Of(ProjectKey project) =>
        db.Operations.Where(operation => operation.OrganizationId == project.OrganizationId
            && operation.ProjectId == project.ProjectId);
}
