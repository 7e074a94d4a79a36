using System.Collections.Concurrent;
using System.Data.Common;

using Hostelry.Migrations;
using Hostelry.Migrations.Contexts;
using Hostelry.Migrations.Security;

using Microsoft.Data.Sqlite;

using Npgsql;

namespace Hostelry.Testing;

/// <summary>One database of its own, copied from a template that the migrations made once per process.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<DatabaseKind, Lazy<Task<TestStore>>> Templates = new();
    private static int _count;

    private TestStore(DatabaseKind kind, string connectionString) => (Kind, ConnectionString) = (kind, connectionString);

    public DatabaseKind Kind { get; }

    public string ConnectionString { get; }

    public static async Task<TestStore> CreateAsync(DatabaseKind kind)
    {
        var made = Templates.GetOrAdd(kind, _ => new Lazy<Task<TestStore>>(() => MakeTemplateAsync(kind)));
        return await CopyAsync(await made.Value);
    }

    /// <summary>PostgreSQL: the connection string of one of the product's roles.</summary>
    public string As(string role) =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Username = role, Password = null }.ConnectionString;

    /// <summary>One statement with the rights that migrations have.</summary>
    public async Task ExecuteAsOwnerAsync(string statement)
    {
        await using DbConnection connection = Kind == DatabaseKind.Sqlite
            ? new SqliteConnection(ConnectionString)
            : new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // statements are the fixture's own
        command.CommandText = statement;
        command.CommandTimeout = 600;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row, as text; as the owner.</summary>
    public async Task<string> ValueAsync(string query)
    {
        await using DbConnection connection = Kind == DatabaseKind.Sqlite
            ? new SqliteConnection(ConnectionString)
            : new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // queries are the fixture's own
        command.CommandText = query;
#pragma warning restore CA2100
        return Convert.ToString(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture)!;
    }

    public async ValueTask DisposeAsync()
    {
        if (Kind == DatabaseKind.Sqlite)
        {
            using (var connection = new SqliteConnection(ConnectionString))
            {
                SqliteConnection.ClearPool(connection);
            }

            var file = new SqliteConnectionStringBuilder(ConnectionString).DataSource;
            Array.ForEach([file, file + "-wal", file + "-shm"], File.Delete);
        }
        else
        {
            foreach (var pool in new[] { As(PostgresSecurity.Web), As(PostgresSecurity.Staff), As(PostgresSecurity.Worker), ConnectionString })
            {
                await using var connection = new NpgsqlConnection(pool);
                NpgsqlConnection.ClearPool(connection);
            }

            await TestPostgres.ExecuteAsync($"DROP DATABASE IF EXISTS {PostgresName()} WITH (FORCE)");
        }
    }

    private static async Task<TestStore> MakeTemplateAsync(DatabaseKind kind)
    {
        var store = await EmptyAsync(kind, "");
        var provider = kind == DatabaseKind.Sqlite ? Provider.Sqlite : Provider.Postgres;
        var lockFile = Path.Combine(Path.GetTempPath(), $"hostelry-test-migrating-{kind}.lock");
        await new Migrator(provider, store.ConnectionString, lockFile).ExecuteAsync(TimeProvider.System, CancellationToken.None);
        if (kind == DatabaseKind.Postgres)
        {
            // A database is copied only while nobody is connected to it.
            await using var connection = new NpgsqlConnection(store.ConnectionString);
            NpgsqlConnection.ClearPool(connection);
        }
        else
        {
            using var connection = new SqliteConnection(store.ConnectionString);
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await command.ExecuteNonQueryAsync();
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => store.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(5));
        return store;
    }

    private static async Task<TestStore> CopyAsync(TestStore template)
    {
        if (template.Kind == DatabaseKind.Postgres)
        {
            // Files copied, not pages logged one by one as is the default: a fifth of the time.
            return await EmptyAsync(DatabaseKind.Postgres, $" TEMPLATE {template.PostgresName()} STRATEGY FILE_COPY");
        }

        var copy = await EmptyAsync(DatabaseKind.Sqlite, "");
        File.Copy(
            new SqliteConnectionStringBuilder(template.ConnectionString).DataSource,
            new SqliteConnectionStringBuilder(copy.ConnectionString).DataSource);
        return copy;
    }

    private static async Task<TestStore> EmptyAsync(DatabaseKind kind, string option)
    {
        var name = $"hostelry_{Environment.ProcessId}_{Interlocked.Increment(ref _count)}";
        if (kind == DatabaseKind.Sqlite)
        {
            // In memory where there is such a folder: synchronous=FULL stays on, and costs nothing there.
            var folder = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
            var file = Path.Combine(folder, name + ".db");
            Array.ForEach([file, file + "-wal", file + "-shm"], File.Delete);
            return new TestStore(kind, new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString);
        }

        var server = await TestPostgres.ConnectionStringAsync();
        await TestPostgres.ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        await TestPostgres.ExecuteAsync($"CREATE DATABASE {name}{option}");
        return new TestStore(kind, new NpgsqlConnectionStringBuilder(server)
        {
            Database = name,
            SearchPath = "billing,provisioning,identity,public",
            MaxPoolSize = 40,
            IncludeErrorDetail = true,
        }.ConnectionString);
    }

    private string PostgresName() => new NpgsqlConnectionStringBuilder(ConnectionString).Database!;
}
