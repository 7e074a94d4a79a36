using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Addresses;
using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Images;
using Hostelry.Provisioning.Labels;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;
using Hostelry.Provisioning.SshKeys;
using Hostelry.Provisioning.Traffic;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning;

/// <summary>Servers, hosts, addresses, images and operations. Money's facts are Billing's: ids point there, keys do not.</summary>
public class ProvisioningDb(DbContextOptions options, Tenant tenant, Database? database)
    : ModuleContext(options, tenant, database)
{
    public DbSet<Operation> Operations => Set<Operation>();

    public DbSet<OperationEvent> OperationEvents => Set<OperationEvent>();

    public DbSet<Server> Servers => Set<Server>();

    public DbSet<Host> Hosts => Set<Host>();

    public DbSet<HostReservation> HostReservations => Set<HostReservation>();

    public DbSet<Installation> Installations => Set<Installation>();

    public DbSet<AddressPool> AddressPools => Set<AddressPool>();

    public DbSet<Address> Addresses => Set<Address>();

    public DbSet<Image> Images => Set<Image>();

    public DbSet<HostImage> HostImages => Set<HostImage>();

    public DbSet<ServerType> ServerTypes => Set<ServerType>();

    public DbSet<Location> Locations => Set<Location>();

    public DbSet<Datacenter> Datacenters => Set<Datacenter>();

    public DbSet<Quota> Quotas => Set<Quota>();

    public DbSet<SshKey> SshKeys => Set<SshKey>();

    public DbSet<Label> Labels => Set<Label>();

    public DbSet<Offer> Offers => Set<Offer>();

    public DbSet<DefaultQuota> DefaultQuotas => Set<DefaultQuota>();

    public DbSet<ImageBuild> ImageBuilds => Set<ImageBuild>();

    public DbSet<TrafficCounter> TrafficCounters => Set<TrafficCounter>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        // Schemas exist on PostgreSQL only; SQLite has none.
        model.HasDefaultSchema(IsSqlite ? null : "provisioning");

        model.Entity<Operation>(operation =>
        {
            operation.HasQueryFilter(TenantFilter, row => row.OrganizationId == Tenant.OrganizationId);
            operation.Property(row => row.Status).HasConversion<string>();
            operation.HasIndex(row => new { row.Status, row.NotBefore });
            operation.HasIndex(row => new { row.ServerId, row.Id });
            operation.HasIndex(row => new { row.ProjectId, row.Id });
        });
        model.Entity<OperationEvent>(line =>
        {
            line.HasQueryFilter(TenantFilter, row => row.OrganizationId == Tenant.OrganizationId);
            line.HasIndex(row => row.OperationId);
        });
        model.Entity<Server>(server =>
        {
            server.HasQueryFilter(TenantFilter, row => row.OrganizationId == Tenant.OrganizationId);
            server.Property(row => row.Status).HasConversion<string>();
            server.HasIndex(row => new { row.ProjectId, row.Name }).IsUnique().HasFilter("deleted_at IS NULL");
            server.HasIndex(row => new { row.HostId, row.HostSlot }).IsUnique().HasFilter("deleted_at IS NULL");
            server.HasIndex(row => new { row.OrganizationId, row.DeletedAt });
            server.HasIndex(row => row.SubscriptionId).IsUnique();
        });
        model.Entity<SshKey>(key =>
        {
            key.HasQueryFilter(TenantFilter, row => row.OrganizationId == Tenant.OrganizationId);
            key.HasIndex(row => new { row.ProjectId, row.Name }).IsUnique();
            key.HasIndex(row => new { row.ProjectId, row.Fingerprint }).IsUnique();
        });
        model.Entity<Quota>(quota =>
        {
            quota.HasQueryFilter(TenantFilter, row => row.OrganizationId == Tenant.OrganizationId);
            quota.HasIndex(row => new { row.OrganizationId, row.Resource }).IsUnique();
        });
        model.Entity<Label>(label =>
        {
            label.HasQueryFilter(TenantFilter, row => row.OrganizationId == Tenant.OrganizationId);
            label.Property(row => row.Kind).HasConversion<string>();
            label.HasKey(row => new { row.Kind, row.ResourceId, row.Key });
            label.HasIndex(row => new { row.ProjectId, row.Kind, row.Key, row.Value });
        });
        model.Entity<TrafficCounter>(counter =>
        {
            counter.HasQueryFilter(TenantFilter, row => row.OrganizationId == Tenant.OrganizationId);
            counter.HasKey(row => row.ServerId);
            counter.Property(row => row.ServerId).ValueGeneratedNever();
            counter.HasIndex(row => row.HostId);
        });
        OnSellersModelCreating(model);
    }

    /// <summary>What belongs to the seller: catalogue, hosts, and what is handed out across organizations.</summary>
    private static void OnSellersModelCreating(ModelBuilder model)
    {
        model.Entity<Address>(address =>
        {
            address.HasIndex(row => new { row.PoolId, row.Value }).IsUnique().HasFilter("released_at IS NULL");
            address.HasIndex(row => new { row.PoolId, row.ReleasedAt }); // what is taken or cools down, not all of history
            address.HasIndex(row => row.ServerId);
        });
        model.Entity<HostReservation>(reservation =>
        {
            reservation.HasIndex(row => new { row.HostId, row.Slot }).IsUnique();
            reservation.HasIndex(row => row.ServerId).IsUnique();
        });
        model.Entity<Host>().HasIndex(row => row.Name).IsUnique();
        model.Entity<Image>().HasIndex(row => new { row.SellerId, row.Name }).IsUnique();
        model.Entity<HostImage>().HasIndex(row => new { row.HostId, row.ImageId, row.Digest }).IsUnique();
        model.Entity<ServerType>().HasIndex(row => new { row.SellerId, row.Name }).IsUnique();
        model.Entity<Location>().HasIndex(row => new { row.SellerId, row.Name }).IsUnique();
        model.Entity<Datacenter>().HasIndex(row => new { row.SellerId, row.Name }).IsUnique();
        model.Entity<AddressPool>().HasIndex(row => row.HostId);
        model.Entity<Offer>().HasIndex(row => new { row.ServerTypeId, row.LocationId }).IsUnique();
        model.Entity<DefaultQuota>().HasIndex(row => new { row.SellerId, row.Resource }).IsUnique();
        model.Entity<ImageBuild>(build =>
        {
            build.Property(row => row.State).HasConversion<string>();
            build.HasIndex(row => new { row.State, row.Id });
        });
    }
}
