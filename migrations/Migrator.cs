using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

using Hangfire.PostgreSql;

using Hostelry.Billing.Persistence;
using Hostelry.Migrations.Contexts;
using Hostelry.Migrations.Security;

using Microsoft.EntityFrameworkCore;

using Npgsql;

namespace Hostelry.Migrations;

/// <summary>
/// Brings a database to the schema of this build: migrations of every module, then the security that the model asks for,
/// then Hangfire's tables. Safe to run at any time and twice; one process at a time does it, the others wait: on this
/// machine by a file, on PostgreSQL besides by a lock of the database, wherever they run.
/// </summary>
/// <param name="provider">Which database.</param>
/// <param name="connectionString">On PostgreSQL the owner's: it makes roles, so a superuser the first time.</param>
/// <param name="lockFile">Held while migrating; its folder must exist.</param>
public sealed class Migrator(Provider provider, string connectionString, string lockFile)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Any number will do that nothing else of this database locks.</summary>
    private const long DatabaseLock = 0x486F7374656C7279;

    /// <returns>Names of the migrations that were applied; empty when the schema was there already.</returns>
    public async Task<IReadOnlyList<string>> ExecuteAsync(TimeProvider time, CancellationToken ct)
    {
        using var only = await MigrationLock.TakeAsync(lockFile, Patience, time, ct);
        await using var onlyHere = await LockDatabaseAsync(ct);
        var contexts = ModuleContexts.Create(provider, connectionString);
        try
        {
            List<string> applied = [];
            foreach (var context in contexts)
            {
                await RemoveStaleLockAsync(context, ct);
                applied.AddRange(await context.Database.GetPendingMigrationsAsync(ct));
                await context.Database.MigrateAsync(ct);
            }

            await SecureAsync(SecuredTable.Of(contexts), contexts[0].Database.GetDbConnection(), ct);
            return applied;
        }
        finally
        {
            foreach (var context in contexts)
            {
                await context.DisposeAsync();
            }
        }
    }

    /// <summary>Held by the session until it is disposed, or its process dies. Null on SQLite.</summary>
    private async Task<NpgsqlConnection?> LockDatabaseAsync(CancellationToken ct)
    {
        if (provider == Provider.Sqlite)
        {
            return null;
        }

        // Not pooled: a session that lives on in a pool would keep the lock.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            await using var command = connection.CreateCommand();
            command.CommandTimeout = (int)Patience.TotalSeconds;
            command.CommandText = "SELECT pg_advisory_lock(@key)";
            command.Parameters.AddWithValue("key", DatabaseLock);
            await command.ExecuteNonQueryAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>EF's own lock on SQLite is a row that a killed migration leaves for ever; ours is a file that dies with it.</summary>
    private async Task RemoveStaleLockAsync(ModuleContext context, CancellationToken ct)
    {
        if (provider == Provider.Sqlite)
        {
            await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", ct);
        }
    }

    private async Task SecureAsync(IReadOnlyList<SecuredTable> tables, DbConnection connection, CancellationToken ct)
    {
        await connection.OpenAsync(ct);
        if (provider == Provider.Sqlite)
        {
            await RunAsync(connection, AppendOnlyTriggers.Sqlite(tables), ct);
        }
        else
        {
            await RunAsync(connection, PostgresSecurity.Roles(), ct);
            await RunAsync(connection, PostgresSecurity.Statements(tables), ct);
            PostgreSqlObjectsInstaller.Install((NpgsqlConnection)connection, "hangfire");
            await RunAsync(connection, PostgresSecurity.Hangfire(), ct);
        }

        await connection.CloseAsync();
    }

    [SuppressMessage("Security", "CA2100", Justification = "Every name comes from the model or from Security/.")]
    private static async Task RunAsync(DbConnection connection, IEnumerable<string> statements, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = string.Join(";\n", statements);
        if (command.CommandText.Length > 0)
        {
            await command.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }
}
