using System.Globalization;
using System.Runtime.InteropServices;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Subscriptions;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Metering;

/// <param name="Source">Who reports, 1–64 characters.</param>
/// <param name="RecordId">The source's own name for it, 1–100 characters.</param>
/// <param name="SubscriptionId">Whose use.</param>
/// <param name="Meter">Its code.</param>
/// <param name="From">UTC, whole seconds.</param>
/// <param name="To">Exclusive; later than <paramref name="From"/>, within the same clock hour.</param>
/// <param name="Quantity">Whole units, not negative.</param>
public sealed record UsageReport(
    string Source, string RecordId, long SubscriptionId, string Meter, DateTimeOffset From, DateTimeOffset To, long Quantity);

/// <param name="New">Records that were not there before.</param>
/// <param name="Known">Records whose (source, id) was there: nothing was changed.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Ingested(int New, int Known);

/// <summary>
/// Takes usage in, in bulk and idempotently: of two records with one (source, id) the first counts. All of a call or none. What a
/// meter saw before its subscription was ready, or after its end, is kept and counts nothing.
/// </summary>
public sealed class IngestUsage(BillingDb db, Database database, TimeProvider clock)
{
    /// <summary>How long after its interval a record may come.</summary>
    public static readonly TimeSpan Latest = TimeSpan.FromDays(35);

    /// <summary>
    /// For workers. Refusals, naming the first record that is wrong: <c>invalid_input</c>, <c>meter_missing</c>,
    /// <c>subscription_missing</c>, <c>usage_too_late</c> (35 days), <c>usage_not_yet</c> (in the future).
    /// </summary>
    public Task<Result<Ingested>> ExecuteAsync(IReadOnlyList<UsageReport> reports, CancellationToken ct) =>
        database.InTransactionAsync(() => IngestAsync(reports, ct), ct);

    /// <summary>The quantity that a text says: digits alone, so neither −1, 1.5, 2^63 nor 1e999.</summary>
    public static bool TryParseQuantity(string? text, out long quantity) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out quantity);

    private async Task<Result<Ingested>> IngestAsync(IReadOnlyList<UsageReport> reports, CancellationToken ct)
    {
        if (reports.Count == 0)
        {
            return default(Ingested);
        }

        var meters = (await db.Meters.AsNoTracking().ToListAsync(ct)).ToLookup(meter => meter.Code, StringComparer.Ordinal);
        var ids = reports.Select(report => report.SubscriptionId).Distinct().ToArray();
        var owners = await OwnersAsync(ids, ct);
        var now = clock.GetUtcNow();
        var rows = new List<UsageRecord>(reports.Count);
        foreach (var report in reports)
        {
            var row = Row(report, meters, owners, now);
            if (row.Problem is { } problem)
            {
                return problem with { Message = $"Record {report.Source}/{report.RecordId}: {problem.Message}" };
            }

            rows.Add(row.Value);
        }

        var progress = await LockProgressAsync(now, ct);
        var inserted = await new UsageBulk(db, database).InsertAsync(rows, progress.ClosedUntil, ct);
        var organizations = rows.Select(row => row.OrganizationId).Distinct().Order().ToArray();
        await db.Reachable<Customers.Customer>()
            .Where(customer => organizations.Contains(customer.OrganizationId) && !customer.HasUsage)
            .ExecuteUpdateAsync(set => set.SetProperty(customer => customer.HasUsage, true), ct);
        return new Ingested(inserted, rows.Count - inserted);
    }

    private async Task<Dictionary<long, Owner>> OwnersAsync(long[] ids, CancellationToken ct) =>
        await db.Reachable<Subscription>()
            .Where(subscription => ids.Contains(subscription.Id))
            .Join(
                db.Reachable<Customers.Customer>(),
                subscription => subscription.OrganizationId,
                customer => customer.OrganizationId,
                (subscription, customer) => new
                {
                    subscription.Id,
                    Owner = new Owner(subscription.OrganizationId, customer.SellerId, subscription.ReadyAt, subscription.EndedAt),
                })
            .ToDictionaryAsync(row => row.Id, row => row.Owner, ct);

    private static Result<UsageRecord> Row(
        UsageReport report, ILookup<string, Meter> meters, Dictionary<long, Owner> owners,
        DateTimeOffset now)
    {
        if (!owners.TryGetValue(report.SubscriptionId, out var owner))
        {
            return SubscriptionProblems.Missing;
        }

        if (meters[report.Meter].FirstOrDefault(meter => meter.SellerId == owner.Seller) is not { } meter)
        {
            return new Problem("meter_missing", "There is no such meter.", "meter");
        }

        if (report.Source.Length is < 1 or > 64 || report.RecordId.Length is < 1 or > 100)
        {
            return new Problem("invalid_input", "source must have 1 to 64 characters, id 1 to 100.", "id");
        }

        if (report.Quantity < 0 || report.Quantity > meter.Most)
        {
            return new Problem("invalid_input", $"quantity must be 0 to {meter.Most}.", "quantity");
        }

        var (from, to) = (report.From.UtcTicks, report.To.UtcTicks);
        if (from % TimeSpan.TicksPerSecond != 0 || to % TimeSpan.TicksPerSecond != 0 || to <= from
            || from / TimeSpan.TicksPerHour != (to - 1) / TimeSpan.TicksPerHour)
        {
            return new Problem("invalid_input", "from and to must be whole seconds of one clock hour (UTC), to the later.", "to");
        }

        if (report.To > now)
        {
            return new Problem("usage_not_yet", "to must not lie in the future.", "to");
        }

        return report.From < now - Latest
            ? new Problem("usage_too_late", "It is more than 35 days old.", "from")
            : new UsageRecord
            {
                Source = report.Source,
                RecordId = report.RecordId,
                OrganizationId = owner.Organization,
                SubscriptionId = report.SubscriptionId,
                MeterId = meter.Id,
                HourAt = new DateTimeOffset(from - (from % TimeSpan.TicksPerHour), TimeSpan.Zero),
                From = report.From.ToUniversalTime(),
                Seconds = (int)((to - from) / TimeSpan.TicksPerSecond),
                Quantity = owner.Ran(report) ? report.Quantity : 0,
                ReceivedAt = now,
            };
    }

    private sealed record Owner(long Organization, long Seller, DateTimeOffset? ReadyAt, DateTimeOffset? EndedAt)
    {
        public bool Ran(UsageReport report) => report.To > ReadyAt && !(report.From >= EndedAt);
    }

    private Task<UsageProgress> LockProgressAsync(DateTimeOffset now, CancellationToken ct) =>
        UsageProgressLock.TakeAsync(db, database, now, "SHARE", ct);
}
