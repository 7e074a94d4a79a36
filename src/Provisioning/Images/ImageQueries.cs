using System.Linq.Expressions;

using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Listing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Images;

/// <summary>Which images are asked for; null and empty mean no restriction.</summary>
/// <param name="Types"><c>system</c>, <c>app</c>, <c>snapshot</c>, <c>backup</c>.</param>
/// <param name="Statuses"><c>available</c>, <c>creating</c>; <c>unavailable</c> matches none.</param>
/// <param name="Sort"><c>id</c>, <c>name</c>, <c>created</c>, each with <c>:asc</c> or <c>:desc</c>.</param>
public sealed record ImageFilter(
    string? Name = null,
    IReadOnlyList<string>? Types = null,
    IReadOnlyList<string>? Statuses = null,
    IReadOnlyList<string>? Sort = null);

/// <summary>Reads the images that a project may build servers from.</summary>
public sealed class ImageQueries(ProvisioningDb db)
{
    private static readonly SortOrder<Image> Sorting = new(
        image => image.Id,
        new Dictionary<string, Expression<Func<Image, object?>>>
        {
            ["name"] = image => image.Name,
            ["created"] = image => image.CreatedAt,
        });

    private enum ImageType
    {
        System,
        App,
        Snapshot,
        Backup,
    }

    private enum ImageStatus
    {
        Available,
        Creating,
        Unavailable,
    }

    /// <summary>One query. Refusals: <c>not_found</c>.</summary>
    public async Task<Result<ImageView>> GetAsync(ProjectKey project, long imageId, CancellationToken ct)
    {
        var image = await Living(project).AsNoTracking().FirstOrDefaultAsync(row => row.Id == imageId, ct);
        return image is null ? Problems.NotFound("image") : ImageView.Of(image);
    }

    /// <summary>Two queries. Refusals: <c>invalid_input</c> (type, status, sort).</summary>
    public async Task<Result<Paged<ImageView>>> ListAsync(
        ProjectKey project, ImageFilter filter, Page page, CancellationToken ct)
    {
        if (StatusFilter.Parse<ImageType>(filter.Types, "type", out _) is { } unknownType)
        {
            return unknownType;
        }

        if (StatusFilter.Parse<ImageStatus>(filter.Statuses, "status", out var statuses) is { } unknownStatus)
        {
            return unknownStatus;
        }

        var images = Living(project).Where(row => filter.Name == null || row.Name == filter.Name);
        if (filter.Types is { Count: > 0 } types)
        {
            images = images.Where(row => types.Contains(row.Type));
        }

        if (statuses.Length > 0)
        {
            var available = statuses.Contains(ImageStatus.Available);
            var creating = statuses.Contains(ImageStatus.Creating);
            images = images.Where(row => (available && row.Digest != null) || (creating && row.Digest == null));
        }

        var sorted = images;
        if (Sorting.Apply(filter.Sort, ref sorted) is { } unknownSort)
        {
            return unknownSort;
        }

        var total = await images.CountAsync(ct);
        var shown = await sorted.Skip(page.Skip).Take(page.Size).AsNoTracking().ToListAsync(ct);
        return new Paged<ImageView>(shown.ConvertAll(ImageView.Of), total, page);
    }

    private IQueryable<Image> Living(ProjectKey project) =>
        db.Images.Where(row => row.SellerId == project.SellerId && row.DeletedAt == null);
}
