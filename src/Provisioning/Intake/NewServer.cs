using Hostelry.Provisioning.Addresses;
using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Labels;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Intake;

/// <summary>Writes the rows of an accepted order: server, labels, room on its host, address.</summary>
public sealed class NewServer(ProvisioningDb db, RootPasswords passwords, TimeProvider clock)
{
    /// <summary>One query and two saves. The password is null when the order named keys.</summary>
    internal async Task<(Server Server, string? RootPassword)> AddAsync(
        PlaceOrderRequest request, OrderParts parts, Place place, long subscriptionId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var server = new Server
        {
            OrganizationId = request.Project.OrganizationId,
            ProjectId = request.Project.ProjectId,
            Name = request.Name,
            ServerTypeId = parts.Type.Id,
            DiskBytes = parts.Type.DiskBytes,
            ImageId = parts.Image.Id,
            ImageDigest = place.ImageDigest,
            HostId = place.HostId,
            HostSlot = place.Slot,
            Uuid = Guid.CreateVersion7(now),
            SubscriptionId = subscriptionId,
            WantsPower = request.StartAfterCreate,
            UserData = request.UserData,
            AuthorizedKeys = string.Join('\n', parts.Keys.Select(key => key.PublicKey)),
            CreatedAt = now,
        };
        var password = parts.Keys.Count == 0 ? passwords.SetOn(server) : null;
        db.Servers.Add(server);
        await db.SaveChangesAsync(ct);

        LabelRows.Add(db, request.Project, LabelledKind.Server, server.Id, request.Labels);
        db.HostReservations.Add(new HostReservation
        {
            SellerId = request.Project.SellerId,
            HostId = place.HostId,
            ServerId = server.Id,
            Slot = place.Slot,
            Cores = parts.Type.Cores,
            MemoryBytes = parts.Type.MemoryBytes,
            DiskBytes = parts.Type.DiskBytes,
        });
        var installation = await db.Installations.Select(row => row.Name).SingleAsync(ct);
        db.Addresses.Add(new Address
        {
            SellerId = request.Project.SellerId,
            PoolId = place.Address.Pool.Id,
            ServerId = server.Id,
            Value = place.Address.Value,
            Ipv4 = AddressRange.ToDotted(place.Address.Value),
            Mac = AddressRange.MacOf(installation, place.Address.Value),
            ReservedAt = now,
        });
        await db.SaveChangesAsync(ct);
        return (server, password);
    }
}
