#pragma warning disable IDE0060 // signatures first; the body follows
using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Listing;

namespace Hostelry.Provisioning.Servers;

/// <summary>Which servers of a project are asked for; null and empty mean no restriction.</summary>
/// <param name="Name">Exactly this.</param>
/// <param name="LabelSelector">As <c>env=prod,tier in (web,db),!old</c>.</param>
/// <param name="Statuses">As <c>running</c>, <c>off</c>.</param>
/// <param name="Sort"><c>id</c>, <c>name</c>, <c>created</c>, each with <c>:asc</c> or <c>:desc</c>; first counts most.</param>
public sealed record ServerFilter(
    string? Name = null,
    string? LabelSelector = null,
    IReadOnlyList<string>? Statuses = null,
    IReadOnlyList<long>? Ids = null,
    IReadOnlyList<string>? Sort = null);

/// <summary>Reads a project's servers.</summary>
public sealed class ServerQueries
{
    /// <summary>Refusals: <c>not_found</c>.</summary>
    public Task<Result<ServerView>> GetAsync(ProjectKey project, long serverId, CancellationToken ct) =>
        Task.FromResult<Result<ServerView>>(Problems.ServerNotFound);

    /// <summary>Refusals: <c>invalid_input</c> (label_selector, status, sort).</summary>
    public Task<Result<Paged<ServerView>>> ListAsync(
        ProjectKey project, ServerFilter filter, Page page, CancellationToken ct) =>
        Task.FromResult<Result<Paged<ServerView>>>(new Paged<ServerView>([], 0, page));
}
