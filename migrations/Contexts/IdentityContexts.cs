using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Hostelry.Migrations.Contexts;

/// <summary>Identity's migrations for SQLite.</summary>
public sealed class SqliteIdentityDb(DbContextOptions<SqliteIdentityDb> options)
    : IdentityDb(options, ModuleContexts.Nobody(), null)
{
    public static SqliteIdentityDb Create(string connectionString) =>
        new(ModuleContexts.Options<SqliteIdentityDb>(Provider.Sqlite, "identity", connectionString));

    /// <summary>What <c>dotnet ef</c> makes it from; it never opens the connection.</summary>
    public sealed class Factory : IDesignTimeDbContextFactory<SqliteIdentityDb>
    {
        public SqliteIdentityDb CreateDbContext(string[] args) =>
            Create(ModuleContexts.DesignTime(Provider.Sqlite));
    }
}

/// <summary>Identity's migrations for PostgreSQL.</summary>
public sealed class PostgresIdentityDb(DbContextOptions<PostgresIdentityDb> options)
    : IdentityDb(options, ModuleContexts.Nobody(), null)
{
    public static PostgresIdentityDb Create(string connectionString) =>
        new(ModuleContexts.Options<PostgresIdentityDb>(Provider.Postgres, "identity", connectionString));

    /// <summary>What <c>dotnet ef</c> makes it from; it never opens the connection.</summary>
    public sealed class Factory : IDesignTimeDbContextFactory<PostgresIdentityDb>
    {
        public PostgresIdentityDb CreateDbContext(string[] args) =>
            Create(ModuleContexts.DesignTime(Provider.Postgres));
    }
}
