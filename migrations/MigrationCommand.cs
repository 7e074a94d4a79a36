using Hostelry.Billing.Persistence;
using Hostelry.Migrations.Contexts;
using Hostelry.Portal.Composition;

using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;

namespace Hostelry.Migrations;

/// <summary>
/// The console: <c>Hostelry.Migrations</c> migrates the database that the Portal's own configuration names
/// (docs/configuration.md): the same files, variables and <c>--Key=value</c>. On PostgreSQL it connects as
/// <c>ConnectionStrings:Owner</c>.
/// </summary>
public static class MigrationCommand
{
    /// <returns>Exit code: 0 migrated, 2 wrong settings. Everything else throws.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        var settings = new ConfigurationBuilder().AddSettings(args).Build();
        var home = Path.GetFullPath(settings["Home"] ?? ".");
        if (!Enum.TryParse<Provider>(settings["Database:Provider"] ?? "sqlite", ignoreCase: true, out var provider))
        {
            await Console.Error.WriteLineAsync("Database:Provider is sqlite or postgres.");
            return 2;
        }

        var connectionString = provider == Provider.Sqlite
            ? Sqlite(settings, home)
            : settings.GetConnectionString("Owner");
        if (connectionString is null)
        {
            await Console.Error.WriteLineAsync("ConnectionStrings:Owner is not set; docs/configuration.md tells how.");
            return 2;
        }

        var migrator = new Migrator(provider, connectionString, Path.Combine(home, "migrating.lock"));
        var applied = await migrator.ExecuteAsync(TimeProvider.System, ct);
        await Console.Out.WriteLineAsync(
            applied.Count == 0 ? "The database is up to date." : $"Applied: {string.Join(", ", applied)}.");
        return 0;
    }

    private static string Sqlite(IConfiguration settings, string home)
    {
        var connection = new SqliteConnectionStringBuilder(settings.GetConnectionString("Sqlite") ?? "Data Source=hostelry.db");
        connection.DataSource = Path.GetFullPath(connection.DataSource, home);
        SqliteFile.Protect(connection.DataSource);
        return connection.ConnectionString;
    }
}
