using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Addresses;

/// <summary>An address that nobody has and that has cooled down.</summary>
internal sealed record FreeAddress(AddressPool Pool, long Value)
{
    private const long Slots = 0; // stands where a pool's id does

    /// <summary>
    /// The lowest one of the host's pools, or null when all are taken or still cool down; and the lowest of the host's user
    /// id ranges, or null. Two queries that read as many rows as the host has servers (and had within the cool-down). Call it
    /// under the placement lock; the unique indexes on living rows stand behind it.
    /// </summary>
    public static async Task<(FreeAddress? Address, int? Slot)> FindAsync(
        ProvisioningDb db, long hostId, DateTimeOffset cooledBefore, int slots, CancellationToken ct)
    {
        var pools = await db.AddressPools.AsNoTracking().Where(pool => pool.HostId == hostId).OrderBy(pool => pool.Id)
            .ToListAsync(ct);
        var poolIds = pools.ConvertAll(pool => pool.Id);
        var taken = (await db.Addresses
            .Where(row => poolIds.Contains(row.PoolId) && (row.ReleasedAt == null || row.ReleasedAt > cooledBefore))
            .Select(row => new { row.PoolId, row.Value })
            .Concat(db.HostReservations.Where(row => row.HostId == hostId)
                .Select(row => new { PoolId = Slots, Value = (long)row.Slot }))
            .ToListAsync(ct))
            .ToLookup(row => row.PoolId, row => row.Value);
        var slot = (int?)AddressRange.FirstFree(0, slots - 1, taken[Slots]);

        foreach (var pool in pools)
        {
            var first = AddressRange.ToNumber(pool.First);
            var last = AddressRange.ToNumber(pool.Last);
            if (AddressRange.FirstFree(first, last, taken[pool.Id].Append(AddressRange.ToNumber(pool.Gateway))) is { } value)
            {
                return (new FreeAddress(pool, value), slot);
            }
        }

        return (null, slot);
    }
}
