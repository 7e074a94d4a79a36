using System.Linq.Expressions;

using Hostelry.Provisioning.Addresses;
using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Images;
using Hostelry.Provisioning.Labels;
using Hostelry.Provisioning.Listing;

namespace Hostelry.Provisioning.Servers;

/// <summary>A server joined with what its view shows; without user-data and keys, which may be large.</summary>
internal sealed class ServerRow
{
    public static readonly SortOrder<ServerRow> Sorting = new(
        row => row.Id,
        new Dictionary<string, Expression<Func<ServerRow, object?>>>
        {
            ["name"] = row => row.Name,
            ["created"] = row => row.CreatedAt,
        });

    public required long Id { get; init; }

    public required long ProjectId { get; init; }

    public required long SubscriptionId { get; init; }

    public required string Name { get; init; }

    public required ServerStatus Status { get; init; }

    public required long DiskBytes { get; init; }

    public required long? LockedBy { get; init; }

    public required bool Suspended { get; init; }

    public required bool ProtectedFromDelete { get; init; }

    public required bool ProtectedFromRebuild { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required ServerType Type { get; init; }

    public required Image Image { get; init; }

    public required Datacenter Datacenter { get; init; }

    public required Location Location { get; init; }

    public required Address? Address { get; init; }

    /// <summary>One query over seven tables, each joined by its key.</summary>
    public static IQueryable<ServerRow> Join(ProvisioningDb db, IQueryable<Server> servers) =>
        from server in servers
        join type in db.ServerTypes on server.ServerTypeId equals type.Id
        join image in db.Images on server.ImageId equals image.Id
        join host in db.Hosts on server.HostId equals host.Id
        join datacenter in db.Datacenters on host.DatacenterId equals datacenter.Id
        join location in db.Locations on datacenter.LocationId equals location.Id
        from address in db.Addresses.Where(row => row.ServerId == server.Id && row.ReleasedAt == null).DefaultIfEmpty()
        select new ServerRow
        {
            Id = server.Id,
            ProjectId = server.ProjectId,
            SubscriptionId = server.SubscriptionId,
            Name = server.Name,
            Status = server.Status,
            DiskBytes = server.DiskBytes,
            LockedBy = server.LockedBy,
            Suspended = server.Suspended,
            ProtectedFromDelete = server.ProtectedFromDelete,
            ProtectedFromRebuild = server.ProtectedFromRebuild,
            CreatedAt = server.CreatedAt,
            Type = type,
            Image = image,
            Datacenter = datacenter,
            Location = location,
            Address = address,
        };

    public ServerView ToView(IEnumerable<KeyValuePair<string, string>> labels) => new(
        Id,
        ProjectId,
        Name,
        Status,
        ServerTypeView.Of(Type),
        ImageView.Of(Image),
        DatacenterView.Of(Datacenter, Location),
        Address is null ? null : new AddressView(Address.Id, Address.Ipv4, Address.Mac),
        DiskBytes,
        LockedBy is not null,
        Suspended,
        ProtectedFromDelete,
        ProtectedFromRebuild,
        CreatedAt,
        LabelRows.Sorted(labels))
    {
        SubscriptionId = SubscriptionId,
    };
}
