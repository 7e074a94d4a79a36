using Hostelry.Billing;

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Hostelry.Migrations.Contexts;

/// <summary>Billing's migrations for SQLite.</summary>
public sealed class SqliteBillingDb(DbContextOptions<SqliteBillingDb> options)
    : BillingDb(options, ModuleContexts.Nobody(), null)
{
    public static SqliteBillingDb Create(string connectionString) =>
        new(ModuleContexts.Options<SqliteBillingDb>(Provider.Sqlite, "billing", connectionString));

    /// <summary>What <c>dotnet ef</c> makes it from; it never opens the connection.</summary>
    public sealed class Factory : IDesignTimeDbContextFactory<SqliteBillingDb>
    {
        public SqliteBillingDb CreateDbContext(string[] args) =>
            Create(ModuleContexts.DesignTime(Provider.Sqlite));
    }
}

/// <summary>Billing's migrations for PostgreSQL.</summary>
public sealed class PostgresBillingDb(DbContextOptions<PostgresBillingDb> options)
    : BillingDb(options, ModuleContexts.Nobody(), null)
{
    public static PostgresBillingDb Create(string connectionString) =>
        new(ModuleContexts.Options<PostgresBillingDb>(Provider.Postgres, "billing", connectionString));

    /// <summary>What <c>dotnet ef</c> makes it from; it never opens the connection.</summary>
    public sealed class Factory : IDesignTimeDbContextFactory<PostgresBillingDb>
    {
        public PostgresBillingDb CreateDbContext(string[] args) =>
            Create(ModuleContexts.DesignTime(Provider.Postgres));
    }
}
