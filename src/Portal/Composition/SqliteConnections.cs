using System.Data.Common;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Composition;

/// <summary>SQLite's single file. An acknowledged order survives a power cut: WAL with synchronous=FULL.</summary>
internal sealed class SqliteConnections(string connectionString) : IConnectionSource
{
    private const string Pragmas =
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=15000; PRAGMA foreign_keys=ON;";

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
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    private static async Task PrepareAsync(DbConnection connection, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(ct);
    }
}
