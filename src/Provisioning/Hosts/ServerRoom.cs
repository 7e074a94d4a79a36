using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Hosts;

/// <summary>
/// What flows do with the room that intake took for a server. Each joins the caller's transaction, is idempotent, and
/// writes at once.
/// </summary>
public static class ServerRoom
{
    /// <summary>
    /// Sets the reservation to what the server has: after a change of type is done, or undone. Gives back what the
    /// smaller one of both types does not need.
    /// </summary>
    /// <param name="type">The server's type from now on; its disk is <see cref="Server.DiskBytes"/>.</param>
    public static Task<int> SettleAsync(ProvisioningDb db, Server server, ServerType type, CancellationToken ct) =>
        db.HostReservations.Where(row => row.ServerId == server.Id).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.Cores, type.Cores)
                .SetProperty(row => row.MemoryBytes, type.MemoryBytes)
                .SetProperty(row => row.DiskBytes, server.DiskBytes),
            ct);

    /// <summary>
    /// Gives back room and address of a server that is gone from its host; the address begins to cool down at
    /// <paramref name="now"/>. Part of the last step of a delete, and of a failed create.
    /// </summary>
    public static async Task ReleaseAsync(ProvisioningDb db, long serverId, DateTimeOffset now, CancellationToken ct)
    {
        await db.HostReservations.Where(row => row.ServerId == serverId).ExecuteDeleteAsync(ct);
        await db.Addresses.Where(row => row.ServerId == serverId && row.ReleasedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ReleasedAt, now), ct);
    }
}
