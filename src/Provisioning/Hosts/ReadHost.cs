using System.Text.Json;

using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Reconcile;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Hosts;

/// <summary>An image as it lies on a host.</summary>
public sealed record HostBuild(string Image, string Digest, DateTimeOffset BuiltAt);

/// <summary>One host as staff see it.</summary>
/// <param name="Row">As it is in the database.</param>
/// <param name="Datacenter">Name.</param>
/// <param name="Sold">What living servers have reserved.</param>
/// <param name="Servers">Living ones.</param>
/// <param name="Builds">Newest first.</param>
/// <param name="Facts">What the last look at the host itself found; null when it was never looked at.</param>
/// <param name="Report">What the last comparison with the rows found; null before the first one.</param>
public sealed record HostDetail(
    Host Row, string Datacenter, HostUse Sold, int Servers, IReadOnlyList<HostBuild> Builds, HostFacts? Facts, KeptReport? Report)
{
    /// <summary>What may be sold in all.</summary>
    public HostUse Capacity => new(Row.Cores * Row.CoreOvercommitPercent / 100, Row.MemoryBytes, Row.DiskBytes);
}

/// <summary>Reads one host, for staff; two queries.</summary>
public sealed class ReadHost(ProvisioningDb db)
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Null when there is none.</summary>
    public async Task<HostDetail?> ExecuteAsync(long hostId, CancellationToken ct)
    {
        var found = await db.Hosts.AsNoTracking().Where(host => host.Id == hostId && host.DeletedAt == null)
            .Select(host => new
            {
                Row = host,
                Datacenter = db.Datacenters.Where(row => row.Id == host.DatacenterId).Select(row => row.Name).FirstOrDefault(),
                Servers = db.HostReservations.Count(row => row.HostId == host.Id),
                Cores = db.HostReservations.Where(row => row.HostId == host.Id).Sum(row => row.Cores),
                MemoryBytes = db.HostReservations.Where(row => row.HostId == host.Id).Sum(row => row.MemoryBytes),
                DiskBytes = db.HostReservations.Where(row => row.HostId == host.Id).Sum(row => row.DiskBytes),
            })
            .SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return null;
        }

        var builds = await (
            from build in db.HostImages
            where build.HostId == hostId
            join image in db.Images on build.ImageId equals image.Id
            orderby build.BuiltAt descending
            select new HostBuild(image.Name, build.Digest, build.BuiltAt)).Take(50).ToListAsync(ct);
        return new HostDetail(
            found.Row,
            found.Datacenter ?? "",
            new HostUse(found.Cores, found.MemoryBytes, found.DiskBytes),
            found.Servers,
            builds,
            found.Row.SeenAt is null || found.Row.Facts == "{}" ? null : JsonSerializer.Deserialize<HostFacts>(found.Row.Facts, Format),
            KeptReport.Read(found.Row.Report));
    }
}
