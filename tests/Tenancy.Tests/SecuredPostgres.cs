using Hostelry.Migrations;
using Hostelry.Migrations.Contexts;
using Hostelry.Migrations.Security;
using Hostelry.Testing;

using Npgsql;

#pragma warning disable CA2100 // statements here are the tests' own
namespace Hostelry.Tenancy.Tests;

/// <summary>A migrated PostgreSQL database with a row of organization 1 and one of organization 2 in every table.</summary>
public sealed class SecuredPostgres : IAsyncLifetime
{
    private static int _made;

    private string _owner = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public IReadOnlyList<SecuredTable> Tables { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        var server = await TestPostgres.ConnectionStringAsync();
        var name = FormattableString.Invariant($"tenancy_{Environment.ProcessId}_{Interlocked.Increment(ref _made)}");
        _owner = new NpgsqlConnectionStringBuilder(server) { Database = name, IncludeErrorDetail = true }.ConnectionString;
        await RunAsync(server, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        await RunAsync(server, $"CREATE DATABASE {name}");
        using var folder = new TemporaryFolder();
        await new Migrator(Provider.Postgres, _owner, Path.Combine(folder.Path, "lock"))
            .ExecuteAsync(TimeProvider.System, Ct);

        var contexts = ModuleContexts.Create(Provider.Postgres, _owner);
        Tables = SecuredTable.Of(contexts);
        List<string> rows = [.. Rows.For(contexts, 1), .. Rows.For(contexts, 2)];
        // Keys that point nowhere are of no interest here: the replica role checks none and fires no trigger.
        await RunAsync(_owner, $"SET session_replication_role = replica; {string.Join("; ", rows)}; RESET session_replication_role");
        contexts.ToList().ForEach(context => context.Dispose());
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        var name = new NpgsqlConnectionStringBuilder(_owner).Database;
        await RunAsync(await TestPostgres.ConnectionStringAsync(), $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    /// <summary>A connection as <paramref name="role"/> (null: the owner), for <paramref name="organization"/> or nobody.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string? role, long? organization = null)
    {
        var connection = new NpgsqlConnection(For(role));
        await connection.OpenAsync(Ct);
        if (organization is { } id)
        {
            await ExecuteAsync(connection, FormattableString.Invariant($"SELECT set_config('app.organization', '{id}', false)"));
        }

        return connection;
    }

    public string For(string? role) => role is null
        ? _owner
        : new NpgsqlConnectionStringBuilder(_owner) { Username = role, Password = null }.ConnectionString;

    public static async Task<long> CountAsync(NpgsqlConnection connection, SecuredTable table, string condition = "true")
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {NameOf(table)} WHERE {condition}";
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }

    /// <summary>Rows that the statement changed.</summary>
    public static async Task<int> ExecuteAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        return await command.ExecuteNonQueryAsync(Ct);
    }

    /// <summary>SQLSTATE of the refusal; null when the statement went through.</summary>
    public static async Task<string?> RefusalAsync(NpgsqlConnection connection, string statement)
    {
        try
        {
            await ExecuteAsync(connection, statement);
            return null;
        }
        catch (PostgresException refused)
        {
            return refused.SqlState;
        }
    }

    public static string NameOf(SecuredTable table) => $"{table.Schema}.\"{table.Name}\"";

    private static async Task RunAsync(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Ct);
        await ExecuteAsync(connection, statement);
    }
}

/// <summary>A folder that goes with its test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("hostelry-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
