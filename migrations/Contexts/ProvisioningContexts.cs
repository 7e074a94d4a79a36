using Hostelry.Provisioning;

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Hostelry.Migrations.Contexts;

/// <summary>Provisioning's migrations for SQLite.</summary>
public sealed class SqliteProvisioningDb(DbContextOptions<SqliteProvisioningDb> options)
    : ProvisioningDb(options, ModuleContexts.Nobody(), null)
{
    public static SqliteProvisioningDb Create(string connectionString) =>
        new(ModuleContexts.Options<SqliteProvisioningDb>(Provider.Sqlite, "provisioning", connectionString));

    /// <summary>What <c>dotnet ef</c> makes it from; it never opens the connection.</summary>
    public sealed class Factory : IDesignTimeDbContextFactory<SqliteProvisioningDb>
    {
        public SqliteProvisioningDb CreateDbContext(string[] args) =>
            Create(ModuleContexts.DesignTime(Provider.Sqlite));
    }
}

/// <summary>Provisioning's migrations for PostgreSQL.</summary>
public sealed class PostgresProvisioningDb(DbContextOptions<PostgresProvisioningDb> options)
    : ProvisioningDb(options, ModuleContexts.Nobody(), null)
{
    public static PostgresProvisioningDb Create(string connectionString) =>
        new(ModuleContexts.Options<PostgresProvisioningDb>(Provider.Postgres, "provisioning", connectionString));

    /// <summary>What <c>dotnet ef</c> makes it from; it never opens the connection.</summary>
    public sealed class Factory : IDesignTimeDbContextFactory<PostgresProvisioningDb>
    {
        public PostgresProvisioningDb CreateDbContext(string[] args) =>
            Create(ModuleContexts.DesignTime(Provider.Postgres));
    }
}
