using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Addresses;
using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Intake;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Hosts;

/// <summary>Where a new server may go; null means anywhere.</summary>
internal sealed record PlaceWish(long SellerId, long ServerTypeId, long ImageId, long? LocationId, long? DatacenterId);

/// <summary>Where a new server goes.</summary>
/// <param name="Slot">Of the host's user id ranges.</param>
/// <param name="ImageDigest">The newest build of the image on this host.</param>
/// <param name="Location">Decides the price.</param>
internal sealed record Place(
    long HostId, int Slot, string ImageDigest, Datacenter Datacenter, Location Location, FreeAddress Address);

/// <summary>Finds room on the seller's hosts. What it finds is free until the transaction ends, under the placement lock.</summary>
public sealed class HostPlaces(ProvisioningDb db, IntakeLock locks, ProvisioningSettings settings, TimeProvider clock)
{
    private static readonly Problem NoRoom = Problems.Placement("No host has room for a server of this type now.");

    /// <summary>
    /// Three queries on the best host. The caller holds <see cref="IntakeLock.ForOrderAsync"/>. Refusals: <c>placement_error</c>.
    /// </summary>
    internal async Task<Result<Place>> FindAsync(PlaceWish wish, Demand demand, CancellationToken ct)
    {
        var hosts = await CandidatesAsync(wish, ct);
        if (hosts.Count > 0 && hosts.All(host => host.ImageDigest is null))
        {
            return Problems.Placement("The image is not ready on any host yet.");
        }

        var cooledBefore = clock.GetUtcNow() - settings.AddressCoolDown;
        var ranked = Placement.Rank(
            hosts.Where(host => host.ImageDigest is not null).Select(host => host.ToRoom(settings.HostSlots)), demand);
        foreach (var room in ranked)
        {
            var (address, slot) = await FreeAddress.FindAsync(db, room.HostId, cooledBefore, settings.HostSlots, ct);
            if (address is not null)
            {
                var host = hosts.Single(candidate => candidate.Id == room.HostId);
                return new Place(
                    host.Id,
                    slot ?? throw new InvalidOperationException("The host had a free slot a moment ago, under the lock."),
                    host.ImageDigest!,
                    host.Datacenter,
                    host.Location,
                    address);
            }
        }

        return ranked.Count == 0 ? NoRoom : Problems.Placement("No address is free now; one comes back within minutes.");
    }

    /// <summary>
    /// Takes what a server's new type needs beyond what it has, on the host it is on; a smaller type gives nothing back
    /// before the change is done. Two queries. Refusals: <c>placement_error</c>.
    /// </summary>
    internal async Task<Problem?> GrowAsync(
        long organizationId, HostReservation reservation, int cores, long memoryBytes, long diskBytes, CancellationToken ct)
    {
        await locks.PlacementForAsync(organizationId, reservation.SellerId, ct);
        var host = await Facts(db.Hosts.Where(host => host.Id == reservation.HostId), imageId: 0).AsNoTracking().SingleAsync(ct);
        var demand = new Demand(
            Math.Max(cores - reservation.Cores, 0),
            Math.Max(memoryBytes - reservation.MemoryBytes, 0),
            Math.Max(diskBytes - reservation.DiskBytes, 0),
            Slots: 0);
        var grows = demand.Cores > 0 || demand.MemoryBytes > 0 || demand.DiskBytes > 0;
        if (grows && !host.ToRoom(settings.HostSlots).Fits(demand))
        {
            return Problems.Placement("The server's host has no room for this type now.");
        }

        reservation.Cores += demand.Cores;
        reservation.MemoryBytes += demand.MemoryBytes;
        reservation.DiskBytes += demand.DiskBytes;
        return null;
    }

    private async Task<List<HostFigures>> CandidatesAsync(PlaceWish wish, CancellationToken ct)
    {
        var hosts = db.Hosts.Where(host =>
            host.SellerId == wish.SellerId && host.Open && host.Ready && host.DeletedAt == null
            && !db.Offers.Any(offer => offer.ServerTypeId == wish.ServerTypeId && !offer.Open
                && db.Datacenters.Any(datacenter => datacenter.Id == host.DatacenterId && datacenter.LocationId == offer.LocationId)));
        if (wish.DatacenterId is { } datacenterId)
        {
            hosts = hosts.Where(host => host.DatacenterId == datacenterId);
        }

        if (wish.LocationId is { } locationId)
        {
            hosts = hosts.Where(host => db.Datacenters
                .Any(datacenter => datacenter.Id == host.DatacenterId && datacenter.LocationId == locationId));
        }

        return await Facts(hosts, wish.ImageId).AsNoTracking().ToListAsync(ct);
    }

    private IQueryable<HostFigures> Facts(IQueryable<Host> hosts, long imageId) =>
        from host in hosts
        join datacenter in db.Datacenters on host.DatacenterId equals datacenter.Id
        join location in db.Locations on datacenter.LocationId equals location.Id
        select new HostFigures
        {
            Id = host.Id,
            Datacenter = datacenter,
            Location = location,
            Cores = host.Cores,
            CoreOvercommitPercent = host.CoreOvercommitPercent,
            MemoryBytes = host.MemoryBytes,
            DiskBytes = host.DiskBytes,
            TakenSlots = db.HostReservations.Count(row => row.HostId == host.Id),
            TakenCores = db.HostReservations.Where(row => row.HostId == host.Id).Sum(row => row.Cores),
            TakenMemoryBytes = db.HostReservations.Where(row => row.HostId == host.Id).Sum(row => row.MemoryBytes),
            TakenDiskBytes = db.HostReservations.Where(row => row.HostId == host.Id).Sum(row => row.DiskBytes),
            ImageDigest = db.HostImages.Where(build => build.HostId == host.Id && build.ImageId == imageId)
                .OrderByDescending(build => build.BuiltAt).ThenByDescending(build => build.Id)
                .Select(build => build.Digest).FirstOrDefault(),
        };

    private sealed class HostFigures
    {
        public required long Id { get; init; }

        public required Datacenter Datacenter { get; init; }

        public required Location Location { get; init; }

        public required int Cores { get; init; }

        public required int CoreOvercommitPercent { get; init; }

        public required long MemoryBytes { get; init; }

        public required long DiskBytes { get; init; }

        public required int TakenSlots { get; init; }

        public required int TakenCores { get; init; }

        public required long TakenMemoryBytes { get; init; }

        public required long TakenDiskBytes { get; init; }

        public required string? ImageDigest { get; init; }

        public HostRoom ToRoom(int slots) => new(
            Id,
            (Cores * CoreOvercommitPercent / 100) - TakenCores,
            MemoryBytes - TakenMemoryBytes,
            DiskBytes - TakenDiskBytes,
            slots - TakenSlots);
    }
}
