using System.Data.Common;
using System.Runtime.CompilerServices;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

using SQLitePCL;

namespace Hostelry.Portal.Composition;

/// <summary>SQLite's single file. An acknowledged order survives a power cut: WAL with synchronous=FULL.</summary>
internal sealed class SqliteConnections(string connectionString) : IConnectionSource
{
    private const string Pragmas =
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=15000; PRAGMA foreign_keys=ON;";

    // A connection of the pool keeps its pragmas. Four statements more at each opening were a tenth of an order's processor time.
    private static readonly ConditionalWeakTable<sqlite3, object> Prepared = [];

    public bool IsSqlite => true;

    public SemaphoreSlim? WriterTurn { get; } = new(1, 1);

    public DbConnection Create(Tenant tenant) => new SqliteConnection(connectionString);

    public async Task OpenAsync(DbConnection connection, Tenant tenant, CancellationToken ct)
    {
        await connection.OpenAsync(ct);
        await PrepareAsync(connection, ct);
    }

    public void Configure(DbContextOptionsBuilder options, DbConnection connection, Tenant tenant) =>
        options.UseSqlite(connection)
            .UseSnakeCaseNamingConvention()
            .AddInterceptors(new OpeningInterceptor(Prepare, PrepareAsync));

    private static void Prepare(DbConnection connection)
    {
        if (IsNew(connection, out var handle))
        {
            using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
            Prepared.AddOrUpdate(handle, handle);
        }
    }

    private static async Task PrepareAsync(DbConnection connection, CancellationToken ct)
    {
        if (IsNew(connection, out var handle))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            await command.ExecuteNonQueryAsync(ct);
            Prepared.AddOrUpdate(handle, handle);
        }
    }

    private static bool IsNew(DbConnection connection, out sqlite3 handle)
    {
        handle = ((SqliteConnection)connection).Handle!;
        return !Prepared.TryGetValue(handle, out _);
    }
}
