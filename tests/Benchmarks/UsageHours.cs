using System.Diagnostics;
using System.Globalization;

using Hostelry.Billing;
using Hostelry.Billing.Metering;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Benchmarks;

/// <summary>
/// Ten million records of a day summed into hours and months by <see cref="RollUpUsage"/>, beside the bare statement that groups
/// the same records into a table of the same shape.
/// </summary>
internal static class UsageHours
{
    private const int Servers = 1000;
    private const int Records = 10_000_000;

    private const string Bare =
        "SELECT subscription_id, meter_id, hour_at, MAX(organization_id), CAST(SUM(quantity) AS bigint), COUNT(*) FROM usage_records GROUP BY subscription_id, meter_id, hour_at";

    public static IAsyncEnumerable<Figure> SqliteAsync() => OnAsync(DatabaseKind.Sqlite);

    public static IAsyncEnumerable<Figure> PostgresAsync() => OnAsync(DatabaseKind.Postgres);

    private static async IAsyncEnumerable<Figure> OnAsync(DatabaseKind kind)
    {
        await using var books = await BooksOfMany.OpenAsync(kind);
        await books.AddServersAsync(Servers);
        var meter = await books.Database.AsWorkerAsync((BillingDb db) => db.Meters.Select(one => one.Id).SingleAsync());
        await FillAsync(books, meter);

        // The records are a day's: from the moment on which nothing was rolled up, until a day later.
        await books.Database.AsWorkerAsync((RollUpUsage rollUp) => rollUp.ExecuteAsync(CancellationToken.None));
        await books.Database.RunAsOwnerAsync(kind == DatabaseKind.Sqlite
            ? "CREATE TABLE bare_hours AS SELECT * FROM usage_hours WHERE 0; CREATE UNIQUE INDEX bare ON bare_hours (subscription_id, meter_id, hour_at); CREATE INDEX bare_hour ON bare_hours (hour_at)"
            : "CREATE TABLE public.bare_hours (LIKE billing.usage_hours INCLUDING ALL)");
        books.Database.Clock.Advance(TimeSpan.FromDays(1));

        var floor = await TimeAsync(() => books.Database.RunAsOwnerAsync(
            $"INSERT INTO bare_hours (subscription_id, meter_id, hour_at, organization_id, quantity, records) {Bare}"));
        var ours = await TimeAsync(async () =>
        {
            var rolled = await books.Database.AsWorkerAsync((RollUpUsage rollUp) => rollUp.ExecuteAsync(CancellationToken.None));
            if (rolled.Value.Hours != Servers * 24)
            {
                throw new InvalidOperationException($"{rolled.Value.Hours} hours were written.");
            }
        });
        var again = await TimeAsync(() => books.Database.RunAsOwnerAsync(
            $"DELETE FROM bare_hours; INSERT INTO bare_hours (subscription_id, meter_id, hour_at, organization_id, quantity, records) {Bare}"));

        yield return Figure.AtMost($"roll-up of 10 million records, {kind}, to the bare statement", ours / Math.Max(floor, again), 1.3, "{0:0.00}");
        yield return Figure.Told("  seconds of it", ours / 1000, "{0:0.0} s");
    }

    private static async Task FillAsync(BooksOfMany books, long meter)
    {
        var hour = new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);
        var values = string.Create(
            CultureInfo.InvariantCulture, $"'fill', n, {BooksOfMany.First}, {books.Subscription} + n % {Servers}, {meter}");
        await books.Database.RunAsOwnerAsync(books.Database.Kind == DatabaseKind.Sqlite
            ? string.Create(CultureInfo.InvariantCulture, $"""
                WITH RECURSIVE g(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM g WHERE n < {Records - 1})
                INSERT INTO usage_records (source, record_id, organization_id, subscription_id, meter_id, hour_at, from_at, seconds, quantity, received_at)
                SELECT {values}, {hour.UtcTicks} + (n / {Records / 24 + 1}) * {TimeSpan.TicksPerHour}, {hour.UtcTicks}, 60, n % 977, {hour.UtcTicks} FROM g
                """)
            : string.Create(CultureInfo.InvariantCulture, $"""
                SET maintenance_work_mem = '256MB';
                ALTER TABLE billing.usage_records DROP CONSTRAINT pk_usage_records;
                INSERT INTO billing.usage_records (source, record_id, organization_id, subscription_id, meter_id, hour_at, from_at, seconds, quantity, received_at)
                SELECT {values}, timestamptz '2026-11-10 12:00Z' + (n / {Records / 24 + 1}) * interval '1 hour', timestamptz '2026-11-10 12:00Z', 60, n % 977, timestamptz '2026-11-10 12:00Z'
                FROM generate_series(0, {Records - 1}) AS g(n);
                """));
        if (books.Database.Kind == DatabaseKind.Postgres)
        {
            await books.Database.AnalyzeAsync();
        }
    }

    private static async Task<double> TimeAsync(Func<Task> act)
    {
        var start = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
