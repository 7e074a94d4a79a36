#pragma warning disable IDE0060 // signatures first; the body follows
using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Listing;

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

/// <summary>Reads a project's operations.</summary>
public sealed class OperationQueries
{
    /// <summary>Refusals: <c>not_found</c>.</summary>
    public Task<Result<OperationView>> GetAsync(ProjectKey project, long operationId, CancellationToken ct) =>
        Task.FromResult<Result<OperationView>>(Problems.NotFound("action"));

    /// <summary>Refusals: <c>not_found</c> (the server), <c>invalid_input</c> (status, sort).</summary>
    public Task<Result<Paged<OperationView>>> ListAsync(
        ProjectKey project, OperationFilter filter, Page page, CancellationToken ct) =>
        Task.FromResult<Result<Paged<OperationView>>>(new Paged<OperationView>([], 0, page));
}
