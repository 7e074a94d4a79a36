using Hostelry.Migrations;
using Hostelry.Migrations.Contexts;
using Hostelry.Testing;

using Npgsql;

#pragma warning disable CA2100 // statements here are the test's own
namespace Hostelry.Tenancy.Tests;

public sealed class MigratorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Two machines have a lock file each: only the database can keep them apart.</summary>
    [Fact]
    public async Task Two_hosts_at_once_migrate_one_after_the_other()
    {
        var server = await TestPostgres.ConnectionStringAsync();
        var name = FormattableString.Invariant($"migrating_{Environment.ProcessId}");
        await using var admin = new NpgsqlConnection(server);
        await admin.OpenAsync(Ct);
        await ExecuteAsync(admin, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        await ExecuteAsync(admin, $"CREATE DATABASE {name}");
        var owner = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
        var folders = new[] { Directory.CreateTempSubdirectory("host-a-"), Directory.CreateTempSubdirectory("host-b-") };

        var applied = await Task.WhenAll(folders.Select(folder => Task.Run(
            () => new Migrator(Provider.Postgres, owner, Path.Combine(folder.FullName, "lock")).ExecuteAsync(TimeProvider.System, Ct))));

        // One did it all, the other found it done.
        Assert.Contains(applied, names => names.Count == 0);
        Assert.Contains(applied, names => names.Count > 0);
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync(admin, $"DROP DATABASE {name} WITH (FORCE)");
        Array.ForEach(folders, folder => folder.Delete(recursive: true));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync(Ct);
    }
}
