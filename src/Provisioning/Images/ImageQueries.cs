#pragma warning disable IDE0060 // signatures first; the body follows
using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Listing;

namespace Hostelry.Provisioning.Images;

/// <summary>Which images are asked for; null and empty mean no restriction.</summary>
/// <param name="Types"><c>system</c>, <c>app</c>, <c>snapshot</c>, <c>backup</c>.</param>
/// <param name="Statuses"><c>available</c>, <c>creating</c>, <c>unavailable</c>.</param>
/// <param name="Sort"><c>id</c>, <c>name</c>, <c>created</c>, each with <c>:asc</c> or <c>:desc</c>.</param>
public sealed record ImageFilter(
    string? Name = null,
    IReadOnlyList<string>? Types = null,
    IReadOnlyList<string>? Statuses = null,
    IReadOnlyList<string>? Sort = null);

/// <summary>Reads the images that a project may build servers from.</summary>
public sealed class ImageQueries
{
    /// <summary>Refusals: <c>not_found</c>.</summary>
    public Task<Result<ImageView>> GetAsync(ProjectKey project, long imageId, CancellationToken ct) =>
        Task.FromResult<Result<ImageView>>(Problems.NotFound("image"));

    /// <summary>Refusals: <c>invalid_input</c> (type, status, sort).</summary>
    public Task<Result<Paged<ImageView>>> ListAsync(
        ProjectKey project, ImageFilter filter, Page page, CancellationToken ct) =>
        Task.FromResult<Result<Paged<ImageView>>>(new Paged<ImageView>([], 0, page));
}
