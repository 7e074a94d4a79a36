using Hostelry.Migrations.Contexts;

using Microsoft.Extensions.Configuration;

namespace Hostelry.Migrations;

/// <summary>
/// The console: <c>Hostelry.Migrations</c> migrates the database that the Portal's own configuration names. Keys, from
/// appsettings.json, HOSTELRY_… variables (<c>__</c> between the parts) and <c>--key=value</c>: <c>Home</c> (folder of the
/// state), <c>Database:Provider</c> (<c>sqlite</c> or <c>postgres</c>), <c>Database:Sqlite</c> and <c>Database:Owner</c>
/// (connection strings).
/// </summary>
public static class MigrationCommand
{
    /// <returns>Exit code: 0 migrated, 2 wrong settings. Everything else throws.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        var settings = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables("HOSTELRY_")
            .AddCommandLine(args)
            .Build();
        var home = settings["Home"] ?? Environment.CurrentDirectory;
        if (!Enum.TryParse<Provider>(settings["Database:Provider"] ?? "sqlite", ignoreCase: true, out var provider))
        {
            await Console.Error.WriteLineAsync("Database:Provider is sqlite or postgres.");
            return 2;
        }

        var connectionString = provider == Provider.Sqlite
            ? settings["Database:Sqlite"] ?? $"Data Source={Path.Combine(home, "hostelry.db")}"
            : settings["Database:Owner"];
        if (connectionString is null)
        {
            await Console.Error.WriteLineAsync("Database:Owner must hold the owner's connection string.");
            return 2;
        }

        var migrator = new Migrator(provider, connectionString, Path.Combine(home, "migrating.lock"));
        var applied = await migrator.ExecuteAsync(TimeProvider.System, ct);
        await Console.Out.WriteLineAsync(
            applied.Count == 0 ? "The database is up to date." : $"Applied: {string.Join(", ", applied)}.");
        return 0;
    }
}
