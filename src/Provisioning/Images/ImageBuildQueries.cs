using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Images;

/// <summary>An image in staff's list, withdrawn ones too.</summary>
/// <param name="Row">As it is in the database.</param>
/// <param name="Hosts">Names of the hosts that have its newest build.</param>
/// <param name="Servers">Living ones that were made from it.</param>
public sealed record StaffImage(Image Row, IReadOnlyList<string> Hosts, int Servers);

/// <summary>A build that was asked for; the log only where one is read alone.</summary>
public sealed record ImageBuildView(
    long Id, string Image, string Host, ImageBuildState State, string Actor, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt, string? Problem, string Log);

/// <summary>Images and their builds, for staff.</summary>
public sealed class ImageBuildQueries(ProvisioningDb db)
{
    private const int Newest = 20;

    /// <summary>By name; two queries.</summary>
    public async Task<IReadOnlyList<StaffImage>> ImagesAsync(CancellationToken ct)
    {
        var hosts = (await (
            from build in db.HostImages
            join image in db.Images on build.ImageId equals image.Id
            join host in db.Hosts on build.HostId equals host.Id
            where build.Digest == image.Digest && host.DeletedAt == null
            select new { build.ImageId, host.Name }).Distinct().ToListAsync(ct))
            .ToLookup(row => row.ImageId, row => row.Name);
        var living = db.Reachable<Servers.Server>().Where(server => server.DeletedAt == null);
        var images = await db.Images.AsNoTracking().OrderBy(image => image.Name)
            .Select(image => new
            {
                Row = image,
                Servers = living.Count(server => server.ImageId == image.Id),
            })
            .ToListAsync(ct);
        return images.ConvertAll(row => new StaffImage(
            row.Row, [.. hosts[row.Row.Id].Order(StringComparer.Ordinal)], row.Servers));
    }

    /// <summary>The newest that were asked for; one query.</summary>
    public Task<List<ImageBuildView>> BuildsAsync(CancellationToken ct) =>
        Views(db.ImageBuilds.OrderByDescending(build => build.Id).Take(Newest), withLog: false).ToListAsync(ct);

    /// <summary>Null when there is none; one query.</summary>
    public Task<ImageBuildView?> BuildAsync(long buildId, CancellationToken ct) =>
        Views(db.ImageBuilds.Where(build => build.Id == buildId), withLog: true).SingleOrDefaultAsync(ct);

    private IQueryable<ImageBuildView> Views(IQueryable<ImageBuild> builds, bool withLog) =>
        from build in builds
        orderby build.Id descending
        select new ImageBuildView(
            build.Id,
            db.Images.Where(image => image.Id == build.ImageId).Select(image => image.Name).First(),
            db.Hosts.Where(host => host.Id == build.HostId).Select(host => host.Name).First(),
            build.State,
            build.Actor,
            build.CreatedAt,
            build.StartedAt,
            build.FinishedAt,
            build.Problem,
            withLog ? build.Log : "");
}
