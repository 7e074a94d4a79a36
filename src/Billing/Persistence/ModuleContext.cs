using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Hostelry.Billing.Persistence;

/// <summary>What the three contexts have in common: conventions, the tenant of the scope, the shared transaction.</summary>
public abstract class ModuleContext : DbContext
{
    /// <summary>The filter behind every tenant query; lifted by this name in staff and worker use cases only.</summary>
    public const string TenantFilter = "tenant";

    protected ModuleContext(DbContextOptions options, Tenant tenant, Database? database)
        : base(options)
    {
        Tenant = tenant;
        database?.Enlist(this);
    }

    public Tenant Tenant { get; }

    /// <summary>Both databases share every query and every raw statement; the few differences ask here.</summary>
    protected internal bool IsSqlite => Database.ProviderName?.EndsWith("Sqlite", StringComparison.Ordinal) == true;

    /// <summary>
    /// The rows this scope may see: an organization's own; for staff and workers all, the tenant filter lifted by name.
    /// For use cases that both sides run; PostgreSQL's row-level security stands behind it.
    /// </summary>
    public IQueryable<T> Reachable<T>()
        where T : class =>
        Tenant.Access is Access.Staff or Access.Worker ? Set<T>().IgnoreQueryFilters([TenantFilter]) : Set<T>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        if (IsSqlite)
        {
            // SQLite cannot order DateTimeOffset; UTC ticks order and compare as they should.
            configuration.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
        }
        else
        {
            configuration.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
        }
    }

    /// <summary>Puts the tenant filter on a table of organizations' rows.</summary>
    protected void FilterByTenant<T>(ModelBuilder modelBuilder)
        where T : class, ITenantRow =>
        modelBuilder.Entity<T>().HasQueryFilter(TenantFilter, row => row.OrganizationId == Tenant.OrganizationId);

    /// <summary>DateTimeOffset to UTC ticks (int64).</summary>
    public sealed class UtcTicksConverter()
        : ValueConverter<DateTimeOffset, long>(time => time.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    /// <summary>PostgreSQL refuses an offset other than zero.</summary>
    public sealed class UtcConverter()
        : ValueConverter<DateTimeOffset, DateTimeOffset>(time => time.ToUniversalTime(), time => time);
}
