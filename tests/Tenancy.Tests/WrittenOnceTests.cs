using System.Data.Common;

using Hostelry.Migrations;
using Hostelry.Migrations.Contexts;
using Hostelry.Migrations.Security;

using Microsoft.Data.Sqlite;

namespace Hostelry.Tenancy.Tests;

/// <summary>What is written once stays as it is, on both databases, even for whoever holds the connection of the owner.</summary>
public sealed class WrittenOnceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sqlite_refuses_to_change_what_is_written_once()
    {
        using var folder = new TemporaryFolder();
        await using var connection = await FilledSqliteAsync(folder);

        foreach (var table in TableRules.AppendOnly)
        {
            await RefusedAsync(connection, $"UPDATE {table} SET id = id");
            await RefusedAsync(connection, $"DELETE FROM {table}");
        }
    }

    [Fact]
    public async Task Finalised_invoice_and_its_lines_never_change_on_Sqlite()
    {
        using var folder = new TemporaryFolder();
        await using var connection = await FilledSqliteAsync(folder);

        await FinaliseAndTryAsync(connection, "");
    }

    [Fact]
    public async Task Finalised_invoice_and_its_lines_never_change_on_PostgreSQL()
    {
        var database = new SecuredPostgres();
        try
        {
            await database.InitializeAsync();
            await using var worker = await database.OpenAsync(PostgresSecurity.Worker);
            await FinaliseAndTryAsync(worker, "billing.");
        }
        finally
        {
            await database.DisposeAsync();
        }
    }

    [Fact]
    public async Task Stale_lock_of_a_killed_migration_is_removed()
    {
        using var folder = new TemporaryFolder();
        var file = $"Data Source={Path.Combine(folder.Path, "hostelry.db")}";
        var migrator = new Migrator(Provider.Sqlite, file, Path.Combine(folder.Path, "lock"));
        await migrator.ExecuteAsync(TimeProvider.System, Ct);
        await using (var connection = new SqliteConnection(file))
        {
            await connection.OpenAsync(Ct);
            await ExecuteAsync(connection, "CREATE TABLE IF NOT EXISTS \"__EFMigrationsLock\" (\"Id\" INTEGER PRIMARY KEY, \"Timestamp\" TEXT NOT NULL)");
            await ExecuteAsync(connection, "INSERT OR REPLACE INTO \"__EFMigrationsLock\" VALUES (1, '2026-01-01')");
        }

        // Without the removal EF waits for the dead process for ever.
        Assert.Empty(await migrator.ExecuteAsync(TimeProvider.System, Ct).WaitAsync(TimeSpan.FromSeconds(60), Ct));
        SqliteConnection.ClearAllPools();
    }

    [Fact]
    public async Task Second_migrator_waits_until_the_first_is_done()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "lock");
        var first = await MigrationLock.TakeAsync(file, TimeSpan.FromSeconds(1), TimeProvider.System, Ct);
        await Assert.ThrowsAsync<IOException>(
            () => MigrationLock.TakeAsync(file, TimeSpan.FromMilliseconds(200), TimeProvider.System, Ct));

        first.Dispose();

        using var second = await MigrationLock.TakeAsync(file, TimeSpan.FromSeconds(1), TimeProvider.System, Ct);
    }

    private static async Task FinaliseAndTryAsync(DbConnection connection, string schema)
    {
        // A draft may change, and so may its lines.
        await ExecuteAsync(connection, $"UPDATE {schema}invoices SET total_minor = 5 WHERE id = 1");
        await ExecuteAsync(connection, $"UPDATE {schema}invoice_lines SET amount_minor = 5 WHERE invoice_id = 1");
        await ExecuteAsync(connection, $"UPDATE {schema}invoice_taxes SET tax_minor = 5 WHERE invoice_id = 1");
        await ExecuteAsync(connection, $"UPDATE {schema}invoices SET state = 'finalised' WHERE id = 1");

        // It is paid, and may be owed again; nothing else.
        await ExecuteAsync(connection, $"UPDATE {schema}invoices SET state = 'paid', paid_at = issued_at WHERE id = 1");
        await ExecuteAsync(connection, $"UPDATE {schema}invoices SET state = 'finalised', paid_at = NULL WHERE id = 1");
        await RefusedAsync(connection, $"UPDATE {schema}invoices SET state = 'paid', total_minor = 4 WHERE id = 1");
        await RefusedAsync(connection, $"UPDATE {schema}invoices SET hash = 'x' WHERE id = 1");
        await RefusedAsync(connection, $"UPDATE {schema}invoices SET organization_id = 2 WHERE id = 1");
        await RefusedAsync(connection, $"UPDATE {schema}invoices SET total_minor = 4 WHERE id = 1");
        await RefusedAsync(connection, $"UPDATE {schema}invoices SET state = 'draft' WHERE id = 1");
        await RefusedAsync(connection, $"DELETE FROM {schema}invoices WHERE id = 1");
        await RefusedAsync(connection, $"UPDATE {schema}invoice_lines SET amount_minor = 4 WHERE invoice_id = 1");
        await RefusedAsync(connection, $"DELETE FROM {schema}invoice_lines WHERE invoice_id = 1");
        await RefusedAsync(connection, $"UPDATE {schema}invoice_taxes SET tax_minor = 4 WHERE invoice_id = 1");
        await RefusedAsync(connection, $"DELETE FROM {schema}invoice_taxes WHERE invoice_id = 1");
        await RefusedAsync(connection, $"UPDATE {schema}invoice_lines SET invoice_id = 1 WHERE invoice_id = 2");
    }

    private static async Task<SqliteConnection> FilledSqliteAsync(TemporaryFolder folder)
    {
        var file = $"Data Source={Path.Combine(folder.Path, "hostelry.db")};Pooling=False";
        await new Migrator(Provider.Sqlite, file, Path.Combine(folder.Path, "lock")).ExecuteAsync(TimeProvider.System, Ct);
        var contexts = ModuleContexts.Create(Provider.Sqlite, file);
        var rows = Rows.For(contexts, 1).Concat(Rows.For(contexts, 2)).ToList();
        contexts.ToList().ForEach(context => context.Dispose());
        var connection = new SqliteConnection(file);
        await connection.OpenAsync(Ct);
        await ExecuteAsync(connection, "PRAGMA foreign_keys=OFF; " + string.Join("; ", rows));
        return connection;
    }

    private static async Task RefusedAsync(DbConnection connection, string statement)
    {
        var refused = await Assert.ThrowsAnyAsync<DbException>(() => ExecuteAsync(connection, statement));
        Assert.Contains("is written once", refused.Message, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(DbConnection connection, string statement)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // statements here are the tests' own
        command.CommandText = statement;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Ct);
    }
}
