using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Migrations.Contexts;

/// <summary>The two databases that an installation can have.</summary>
public enum Provider
{
    Sqlite,
    Postgres,
}

/// <summary>
/// The contexts of one provider: subclasses that exist for their migrations alone. Every module has one history table of
/// its own, so that modules migrate apart from each other.
/// </summary>
public static class ModuleContexts
{
    /// <summary>Makes the three contexts for a database. The caller disposes them.</summary>
    public static IReadOnlyList<ModuleContext> Create(Provider provider, string connectionString) => provider switch
    {
        Provider.Sqlite =>
        [
            SqliteBillingDb.Create(connectionString),
            SqliteProvisioningDb.Create(connectionString),
            SqliteIdentityDb.Create(connectionString),
        ],
        Provider.Postgres =>
        [
            PostgresBillingDb.Create(connectionString),
            PostgresProvisioningDb.Create(connectionString),
            PostgresIdentityDb.Create(connectionString),
        ],
    };

    /// <summary>Options as the product's own contexts have them, plus the history table of <paramref name="module"/>.</summary>
    internal static DbContextOptions<TContext> Options<TContext>(
        Provider provider, string module, string connectionString)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        if (provider == Provider.Sqlite)
        {
            options.UseSqlite(connectionString, sqlite => sqlite.MigrationsHistoryTable("migrations_" + module));
        }
        else
        {
            options.UseNpgsql(
                connectionString, postgres => postgres.MigrationsHistoryTable("migrations_" + module, module));
        }

        return options.UseSnakeCaseNamingConvention().Options;
    }

    /// <summary>A connection string that nothing opens: comparing models and writing migrations needs no database.</summary>
    internal static string DesignTime(Provider provider) =>
        provider == Provider.Sqlite ? "Data Source=:memory:" : "Host=127.0.0.1;Database=design_time";

    /// <summary>Migrations see all rows' shapes and no rows: they act for nobody.</summary>
    internal static Tenant Nobody() => new();
}
