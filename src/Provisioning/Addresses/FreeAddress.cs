using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Addresses;

/// <summary>An address that nobody has and that has cooled down.</summary>
internal sealed record FreeAddress(AddressPool Pool, long Value)
{
    /// <summary>
    /// The lowest one of the host's pools, or null when all are taken or still cool down. Two queries that read as many
    /// rows as the host has servers (and had within the cool-down). Call it under the placement lock; the unique index on
    /// living rows stands behind it.
    /// </summary>
    public static async Task<FreeAddress?> FindAsync(
        ProvisioningDb db, long hostId, DateTimeOffset cooledBefore, CancellationToken ct)
    {
        var pools = await db.AddressPools.AsNoTracking().Where(pool => pool.HostId == hostId).OrderBy(pool => pool.Id)
            .ToListAsync(ct);
        var poolIds = pools.ConvertAll(pool => pool.Id);
        var taken = (await db.Addresses
            .Where(row => poolIds.Contains(row.PoolId) && (row.ReleasedAt == null || row.ReleasedAt > cooledBefore))
            .Select(row => new { row.PoolId, row.Value })
            .ToListAsync(ct))
            .ToLookup(row => row.PoolId, row => row.Value);

        foreach (var pool in pools)
        {
            var first = AddressRange.ToNumber(pool.First);
            var last = AddressRange.ToNumber(pool.Last);
            if (AddressRange.FirstFree(first, last, taken[pool.Id].Append(AddressRange.ToNumber(pool.Gateway))) is { } value)
            {
                return new FreeAddress(pool, value);
            }
        }

        return null;
    }
}
