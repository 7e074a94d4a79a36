using System.Runtime.CompilerServices;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Metering;

/// <param name="ClosedUntil">The end of the last closed hour.</param>
/// <param name="Hours">Rows of hours written, new ones and those of late records.</param>
public sealed record RolledUp(DateTimeOffset ClosedUntil, long Hours);

/// <summary>
/// Sums records into hours and hours into months, of closed hours alone, and again those to which records came late. Each
/// stretch of at most a day is one transaction, so a killed run is continued by the next.
/// </summary>
public sealed class RollUpUsage(BillingDb db, Database database, TimeProvider clock)
{
    /// <summary>How long after its end an hour is closed: what is reported at its end is in by then.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    private const string Hours = "usage_hours (subscription_id, meter_id, hour_at, organization_id, quantity, records)";

    /// <summary>For workers. Refuses nothing.</summary>
    public async Task<Result<RolledUp>> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow() - Grace;
        var target = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        var written = 0L;
        while (true)
        {
            var step = await database.InTransactionAsync(() => StepAsync(target, ct), ct);
            if (!step.IsSuccess)
            {
                return step;
            }

            written += step.Value.Hours;
            db.ChangeTracker.Clear();
            if (step.Value.ClosedUntil >= target)
            {
                return step.Value with { Hours = written };
            }
        }
    }

    private async Task<Result<RolledUp>> StepAsync(DateTimeOffset target, CancellationToken ct)
    {
        var progress = await UsageProgressLock.TakeAsync(db, database, clock.GetUtcNow(), "UPDATE", ct);
        var kinds = await db.Meters.Select(meter => meter.Kind).Distinct().ToListAsync(ct);
        var written = await AgainAsync(kinds, ct);
        var from = progress.ClosedUntil;
        if (from >= target)
        {
            return new RolledUp(from, written);
        }

        // A stretch lies within one month, so that its months are one row each.
        var month = Month.Of(from);
        var until = from.AddDays(1) < month.End ? from.AddDays(1) : month.End;
        until = until < target ? until : target;
        foreach (var kind in kinds)
        {
            written += await ExecuteAsync(
                $"INSERT INTO {Hours} {Sums(kind, "r.hour_at >= {0} AND r.hour_at < {1}")}",
                ct, database.Stored(from), database.Stored(until));
        }

        await ExecuteAsync(
            """
            INSERT INTO usage_months (subscription_id, meter_id, month_at, organization_id, quantity, came_late)
            SELECT subscription_id, meter_id, {2}, MAX(organization_id), CAST(SUM(quantity) AS bigint), {3}
            FROM usage_hours WHERE hour_at >= {0} AND hour_at < {1}
            GROUP BY subscription_id, meter_id
            ON CONFLICT (subscription_id, meter_id, month_at)
            DO UPDATE SET quantity = usage_months.quantity + excluded.quantity, came_late = usage_months.came_late OR excluded.came_late
            """,
            ct, database.Stored(from), database.Stored(until), database.Stored(month.Start), IsOver(month));
        progress.ClosedUntil = until;
        await db.SaveChangesAsync(ct);
        return new RolledUp(until, written);
    }

    /// <summary>Hours that were closed when a record came: summed anew from all their records, and so are their months.</summary>
    private async Task<long> AgainAsync(List<MeterKind> kinds, CancellationToken ct)
    {
        if (await db.Reachable<UsageLateHour>().MinAsync(hour => (DateTimeOffset?)hour.HourAt, ct) is not { } first)
        {
            return 0;
        }

        var last = await db.Reachable<UsageLateHour>().MaxAsync(hour => hour.HourAt, ct);
        var written = 0L;
        foreach (var kind in kinds)
        {
            const string Late =
                "EXISTS (SELECT 1 FROM usage_late_hours l WHERE l.subscription_id = r.subscription_id AND l.meter_id = r.meter_id AND l.hour_at = r.hour_at)";
            written += await ExecuteAsync(
                $$"""
                INSERT INTO {{Hours}} {{Sums(kind, Late + " AND r.hour_at >= {0} AND r.hour_at <= {1}")}}
                ON CONFLICT (subscription_id, meter_id, hour_at)
                DO UPDATE SET quantity = excluded.quantity, records = excluded.records
                """,
                ct, database.Stored(first), database.Stored(last));
        }

        for (var month = Month.Of(first); month.Start <= last; month = month.Next)
        {
            await ExecuteAsync(
                """
                INSERT INTO usage_months (subscription_id, meter_id, month_at, organization_id, quantity, came_late)
                SELECT h.subscription_id, h.meter_id, {2}, MAX(h.organization_id), CAST(SUM(h.quantity) AS bigint), {3}
                FROM usage_hours h
                WHERE h.hour_at >= {0} AND h.hour_at < {1}
                  AND EXISTS (SELECT 1 FROM usage_late_hours l
                    WHERE l.subscription_id = h.subscription_id AND l.meter_id = h.meter_id AND l.hour_at >= {0} AND l.hour_at < {1})
                GROUP BY h.subscription_id, h.meter_id
                ON CONFLICT (subscription_id, meter_id, month_at) DO UPDATE SET quantity = excluded.quantity, came_late = excluded.came_late
                """,
                ct, database.Stored(month.Start), database.Stored(month.End), database.Stored(month.Start), true);
        }

        await db.Reachable<UsageLateHour>().ExecuteDeleteAsync(ct);
        return written;
    }

    /// <summary>A month that may be closed by now: what is added to it is looked at, as what comes late is.</summary>
    private bool IsOver(Month month) => clock.GetUtcNow() >= month.End + Invoicing.CloseMonth.Grace;

    /// <summary>One row per subscription, meter and hour, of the records for which <paramref name="which"/> holds.</summary>
    private static string Sums(MeterKind kind, string which)
    {
        var word = new SnakeCaseEnum<MeterKind>().ConvertToProvider(kind);
        var records = $"usage_records r JOIN meters m ON m.id = r.meter_id WHERE m.kind = '{word}' AND {which}";
        const string Group = "GROUP BY r.subscription_id, r.meter_id, r.hour_at";
        const string Key = "r.subscription_id, r.meter_id, r.hour_at, MAX(r.organization_id)";
        return kind switch
        {
            MeterKind.Sum => $"SELECT {Key}, CAST(SUM(r.quantity) AS bigint), COUNT(*) FROM {records} {Group}",
            MeterKind.Max => $"SELECT {Key}, MAX(r.quantity), COUNT(*) FROM {records} {Group}",
            MeterKind.TimeWeighted => $"SELECT {Key}, CAST(SUM(r.quantity * r.seconds) AS bigint), COUNT(*) FROM {records} {Group}",
            _ => $"""
                SELECT subscription_id, meter_id, hour_at, organization_id, quantity, records FROM (
                  SELECT r.subscription_id, r.meter_id, r.hour_at, r.organization_id, r.quantity,
                    COUNT(*) OVER (PARTITION BY r.subscription_id, r.meter_id, r.hour_at) AS records,
                    ROW_NUMBER() OVER (PARTITION BY r.subscription_id, r.meter_id, r.hour_at
                      ORDER BY r.from_at DESC, r.seconds DESC, r.source DESC, r.record_id DESC) AS place
                  FROM {records}) latest
                WHERE place = 1
                """,
        };
    }

    private Task<int> ExecuteAsync(string statement, CancellationToken ct, params object[] values) =>
        db.Database.ExecuteSqlAsync(FormattableStringFactory.Create(statement, values), ct);
}
