using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Hosts;

/// <summary>A host as staff see it.</summary>
/// <param name="Facts">What the last look found, as JSON; its <c>missing</c> says what to do.</param>
public sealed record HostView(
    long Id, string Name, string Address, bool Open, bool Ready, string Facts, DateTimeOffset? SeenAt)
{
    public required HostUse Capacity { get; init; }

    public required HostUse Taken { get; init; }

    /// <summary>Living ones.</summary>
    public required int Servers { get; init; }

    /// <summary>Names of the images that lie ready.</summary>
    public required IReadOnlyList<string> Images { get; init; }
}

public sealed record HostName(long Id, string Name);

/// <summary>What a host has to give, or has given.</summary>
/// <param name="Cores">Sold ones, overcommitment included.</param>
public sealed record HostUse(int Cores, long MemoryBytes, long DiskBytes);

/// <summary>Reads hosts for staff, the readiness check and the operator's commands. Hosts are the seller's: no tenant needed.</summary>
public sealed class HostQueries(ProvisioningDb db)
{
    /// <summary>Every living host, by name, in two queries.</summary>
    public async Task<IReadOnlyList<HostView>> ListAsync(CancellationToken ct)
    {
        var images = (await db.HostImages
            .Join(db.Images, build => build.ImageId, image => image.Id, (build, image) => new { build.HostId, image.Name })
            .Distinct()
            .ToListAsync(ct))
            .ToLookup(row => row.HostId, row => row.Name);
        var hosts = await (
            from host in db.Hosts.AsNoTracking()
            where host.DeletedAt == null
            orderby host.Name
            select new
            {
                Host = host,
                Servers = db.HostReservations.Count(row => row.HostId == host.Id),
                Cores = db.HostReservations.Where(row => row.HostId == host.Id).Sum(row => row.Cores),
                MemoryBytes = db.HostReservations.Where(row => row.HostId == host.Id).Sum(row => row.MemoryBytes),
                DiskBytes = db.HostReservations.Where(row => row.HostId == host.Id).Sum(row => row.DiskBytes),
            }).ToListAsync(ct);

        return hosts.ConvertAll(row => new HostView(
            row.Host.Id, row.Host.Name, row.Host.Address, row.Host.Open, row.Host.Ready, row.Host.Facts, row.Host.SeenAt)
        {
            Capacity = new HostUse(
                row.Host.Cores * row.Host.CoreOvercommitPercent / 100, row.Host.MemoryBytes, row.Host.DiskBytes),
            Taken = new HostUse(row.Cores, row.MemoryBytes, row.DiskBytes),
            Servers = row.Servers,
            Images = [.. images[row.Host.Id].Order(StringComparer.Ordinal)],
        });
    }

    /// <summary>Every living host's id and name, by name; one query.</summary>
    public Task<List<HostName>> NamesAsync(CancellationToken ct) =>
        db.Hosts.Where(host => host.DeletedAt == null).OrderBy(host => host.Name)
            .Select(host => new HostName(host.Id, host.Name)).ToListAsync(ct);

    /// <summary>True when some open, ready host has the image: an order for it is not refused for want of a host.</summary>
    public Task<bool> CanBuildAsync(string imageName, CancellationToken ct) =>
        db.HostImages.AnyAsync(
            build => db.Images.Any(image => image.Id == build.ImageId && image.Name == imageName && image.DeletedAt == null)
                && db.Hosts.Any(host => host.Id == build.HostId && host.Open && host.Ready && host.DeletedAt == null),
            ct);
}
