using Hostelry.Billing.Audit;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Addresses;
using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Labels;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Provisioning.Intake;

/// <summary>The numbers of an order's rows, known before the rows are written: each names another's.</summary>
internal sealed record OrderIds(long Server, long Operation, long Address);

/// <summary>Writes the rows of an accepted order: server and operation, labels, room on its host, address.</summary>
public sealed class NewServer(
    ProvisioningDb db, AuditLog audit, RootPasswords passwords, StartOperation start, TimeProvider clock)
{
    private static readonly string[] Tables = ["servers", "operations", "addresses"];

    /// <summary>One query. The audit row that it adds is saved with the subscription's.</summary>
    internal async Task<OrderIds> NumberAsync(ProjectKey project, CancellationToken ct)
    {
        var ids = await db.NewIdsAsync(Tables, ct);
        audit.Add("server.create", project.OrganizationId, Acceptance.Subjects(project.ProjectId, ids[0], ids[1]));
        return new OrderIds(ids[0], ids[1], ids[2]);
    }

    /// <summary>Two saves: PostgreSQL lets the web role take room and address for a server that is there.</summary>
    internal async Task<PlacedOrder> AddAsync(
        PlaceOrderRequest request, OrderParts parts, Place place, OrderIds ids, long subscriptionId, CancellationToken ct)
    {
        var server = Make(request, parts, place, ids.Server, subscriptionId);
        var password = parts.Keys.Count == 0 ? passwords.SetOn(server) : null;
        db.Servers.Add(server);
        var operation = start.AddFor(
            server, ids.Operation, OperationKind.CreateServer, new OperationData { LeaveOff = !request.StartAfterCreate });
        await db.SaveChangesAsync(ct);

        var address = MakeAddress(request.Project, parts.Installation, place.Address, ids);
        LabelRows.Add(db, request.Project, LabelledKind.Server, server.Id, request.Labels);
        db.Addresses.Add(address);
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
        await db.SaveChangesAsync(ct);
        start.WakeAfterCommit(operation.Kind, operation.Id);
        return new PlacedOrder(ViewOf(server, parts, place, address, request.Labels), OperationView.Of(operation), password);
    }

    private Server Make(PlaceOrderRequest request, OrderParts parts, Place place, long id, long subscriptionId)
    {
        var now = clock.GetUtcNow();
        return new Server
        {
            Id = id,
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
    }

    private Address MakeAddress(ProjectKey project, string installation, FreeAddress free, OrderIds ids) => new()
    {
        Id = ids.Address,
        SellerId = project.SellerId,
        PoolId = free.Pool.Id,
        ServerId = ids.Server,
        Value = free.Value,
        Ipv4 = AddressRange.ToDotted(free.Value),
        Mac = AddressRange.MacOf(installation, free.Value),
        ReservedAt = clock.GetUtcNow(),
    };

    /// <summary>As <see cref="ServerQueries"/> would read it now.</summary>
    private static ServerView ViewOf(
        Server server, OrderParts parts, Place place, Address address, IReadOnlyDictionary<string, string> labels) =>
        new ServerRow
        {
            Id = server.Id,
            SubscriptionId = server.SubscriptionId,
            ProjectId = server.ProjectId,
            Name = server.Name,
            Status = server.Status,
            DiskBytes = server.DiskBytes,
            LockedBy = server.LockedBy,
            Suspended = server.Suspended,
            ProtectedFromDelete = server.ProtectedFromDelete,
            ProtectedFromRebuild = server.ProtectedFromRebuild,
            CreatedAt = server.CreatedAt,
            Type = parts.Type,
            Image = parts.Image,
            Datacenter = place.Datacenter,
            Location = place.Location,
            Address = address,
        }.ToView(labels);
}
