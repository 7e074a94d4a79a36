using System.Data.Common;
using System.Diagnostics;
using System.Globalization;

using Hostelry.Billing;
using Hostelry.Billing.Metering;
using Hostelry.Testing;

using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

using Npgsql;

using NpgsqlTypes;

namespace Hostelry.Benchmarks;

/// <summary>
/// Usage taken in by <see cref="IngestUsage"/>, beside the plainest way that each database has to put the same rows into the same
/// table: binary COPY, or one prepared statement in one transaction. In turn, so that both meet the same machine.
/// </summary>
internal static class UsageIngest
{
    private const int Servers = 1000;
    private const int Records = 100_000;
    private const int Rounds = 5;

    private const string Columns =
        "source, record_id, organization_id, subscription_id, meter_id, hour_at, from_at, seconds, quantity, received_at";

    public static async IAsyncEnumerable<Figure> TakeAsync()
    {
        foreach (var kind in new[] { DatabaseKind.Sqlite, DatabaseKind.Postgres })
        {
            await using var books = await BooksOfMany.OpenAsync(kind);
            await books.AddServersAsync(Servers);
            var meter = await books.Database.AsWorkerAsync((BillingDb db) => db.Meters.Select(one => one.Id).SingleAsync());
            await OurAsync(books, Reports(books, "warm", 2000));
            await FloorAsync(books, meter, Reports(books, "warm-floor", 2000));

            var (ours, floor) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                floor.Add(await FloorAsync(books, meter, Reports(books, $"floor-{round}", Records)));
                ours.Add(await OurAsync(books, Reports(books, $"ours-{round}", Records)));
            }

            var what = $"usage taken in, {kind}, of {(kind == DatabaseKind.Sqlite ? "prepared inserts" : "binary COPY")}";
            yield return Figure.AtLeast(what, 100 * Samples.Median(floor) / Samples.Median(ours), 60, "{0:0} %");
            yield return Figure.Told("  records a second", Records / Samples.Median(ours), "{0:0}");
        }
    }

    private static List<UsageReport> Reports(BooksOfMany books, string source, int count)
    {
        var hour = new DateTimeOffset(2026, 11, 10, 11, 0, 0, TimeSpan.Zero);
        return [.. Enumerable.Range(0, count).Select(number => new UsageReport(
            source, number.ToString(CultureInfo.InvariantCulture), books.Subscription + (number % Servers), BooksOfMany.Meter,
            hour.AddSeconds(number / Servers % 3000), hour.AddSeconds((number / Servers % 3000) + 60), number % 977))];
    }

    private static async Task<double> OurAsync(BooksOfMany books, List<UsageReport> reports)
    {
        var start = Stopwatch.GetTimestamp();
        var taken = await books.Database.AsWorkerAsync((IngestUsage ingest) => ingest.ExecuteAsync(reports, CancellationToken.None));
        var spent = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return taken.IsSuccess && taken.Value.New == reports.Count ? spent : throw new InvalidOperationException("Not all of it was new.");
    }

    private static async Task<double> FloorAsync(BooksOfMany books, long meter, List<UsageReport> reports)
    {
        await using var connection = await books.ConnectAsync();
        var start = Stopwatch.GetTimestamp();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await (connection is NpgsqlConnection postgres
                ? CopyAsync(postgres, meter, reports)
                : PreparedAsync(connection, transaction, meter, reports));
            await transaction.CommitAsync();
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task CopyAsync(NpgsqlConnection connection, long meter, List<UsageReport> reports)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY usage_records ({Columns}) FROM STDIN (FORMAT BINARY)");
        foreach (var report in reports)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(report.Source, NpgsqlDbType.Varchar);
            await copy.WriteAsync(report.RecordId, NpgsqlDbType.Varchar);
            await copy.WriteAsync(BooksOfMany.First, NpgsqlDbType.Bigint);
            await copy.WriteAsync(report.SubscriptionId, NpgsqlDbType.Bigint);
            await copy.WriteAsync(meter, NpgsqlDbType.Bigint);
            await copy.WriteAsync(new DateTime(2026, 11, 10, 11, 0, 0, DateTimeKind.Utc), NpgsqlDbType.TimestampTz);
            await copy.WriteAsync(report.From.UtcDateTime, NpgsqlDbType.TimestampTz);
            await copy.WriteAsync(60, NpgsqlDbType.Integer);
            await copy.WriteAsync(report.Quantity, NpgsqlDbType.Bigint);
            await copy.WriteAsync(report.To.UtcDateTime, NpgsqlDbType.TimestampTz);
        }

        await copy.CompleteAsync();
    }

    private static async Task PreparedAsync(DbConnection connection, DbTransaction transaction, long meter, List<UsageReport> reports)
    {
        await using var insert = ((SqliteConnection)connection).CreateCommand();
        insert.Transaction = (SqliteTransaction)transaction;
        insert.CommandText = $"INSERT INTO usage_records ({Columns}) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9)";
        var parameters = Enumerable.Range(0, 10).Select(at => insert.Parameters.AddWithValue($"${at}", DBNull.Value)).ToArray();
        await insert.PrepareAsync();
        var hour = new DateTimeOffset(2026, 11, 10, 11, 0, 0, TimeSpan.Zero).UtcTicks;
        foreach (var report in reports)
        {
            parameters[0].Value = report.Source;
            parameters[1].Value = report.RecordId;
            parameters[2].Value = BooksOfMany.First;
            parameters[3].Value = report.SubscriptionId;
            parameters[4].Value = meter;
            parameters[5].Value = hour;
            parameters[6].Value = report.From.UtcTicks;
            parameters[7].Value = 60;
            parameters[8].Value = report.Quantity;
            parameters[9].Value = report.To.UtcTicks;
            await insert.ExecuteNonQueryAsync();
        }
    }
}
