using System.Globalization;

using Hostelry.Billing.Metering;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Hypervisor;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Hostelry.Provisioning.Traffic;

/// <summary>
/// Reads what the servers of a host have sent and reports each finished clock hour to Billing's meter <c>traffic_out</c>, once:
/// the record is named by server and hour. Nothing is read while no such meter is defined. The first reading of a server only
/// begins its count, for its run may be older than the meter; of a server that was made lately it counts in full. A counter that
/// is lower than before, or of another run, has begun anew.
/// </summary>
public sealed partial class MeterTraffic(
    ProvisioningDb db, Database database, IHypervisor hypervisor, MeterQueries meters, IngestUsage usage, TimeProvider clock,
    ILogger<MeterTraffic> log)
{
    public const string Meter = "traffic_out";

    public const string Source = "traffic";

    /// <summary>More than an hour of any interface: what is above is a broken counter.</summary>
    private const long MostInAnHour = 100_000_000_000_000;

    /// <summary>A server of this age that is read for the first time has begun since the last look, where its host is read already.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    /// <summary>The same where nothing tells since when the host is read: the meter may have been defined a moment ago.</summary>
    private static readonly TimeSpan TwoLooks = TimeSpan.FromMinutes(2);

    /// <summary>How many hours were reported. Throws <see cref="HypervisorException"/> when the host cannot be read.</summary>
    public async Task<int> ExecuteAsync(long hostId, CancellationToken ct)
    {
        var host = await db.Hosts.AsNoTracking().SingleAsync(row => row.Id == hostId, ct);
        if (!await meters.IsDefinedAsync(host.SellerId, Meter, ct))
        {
            return 0;
        }

        // Rows are read before the host: a reading that is older than a row would look like a counter that began anew.
        var known = await Counters().AsNoTracking().Where(row => row.HostId == hostId).ToDictionaryAsync(row => row.ServerId, ct);
        var installation = (await db.Installations.AsNoTracking().SingleAsync(ct)).Name;
        var seen = (await hypervisor.ReadTrafficAsync(new HostEndpoint(host.Id, host.Address), installation, ct))
            .Where(guest => guest.Key.Kind == "server").ToDictionary(guest => guest.Key.Id);
        var servers = await db.Servers.IgnoreQueryFilters([ModuleContext.TenantFilter]).AsNoTracking()
            .Where(row => row.HostId == hostId && row.DeletedAt == null)
            .Select(row => new { row.Id, row.OrganizationId, row.SubscriptionId, row.CreatedAt }).ToDictionaryAsync(row => row.Id, ct);

        var now = clock.GetUtcNow().ToUniversalTime();
        var hour = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        var madeAfter = now - (known.Count > 0 ? Lately : TwoLooks);
        var reported = await database.InTransactionAsync<int>(
            async () =>
            {
                List<UsageReport> finished = [];
                foreach (var counter in known.Values)
                {
                    var reading = seen.GetValueOrDefault(counter.ServerId);
                    if (await AdvanceAsync(counter, reading, now, hour, ct) && counter.HourAt < hour && counter.HourBytes > 0)
                    {
                        finished.Add(Report(counter));
                    }
                }

                var fresh = seen.Values.Where(guest => !known.ContainsKey(guest.Key.Id) && servers.ContainsKey(guest.Key.Id));
                foreach (var guest in fresh)
                {
                    var server = servers[guest.Key.Id];
                    var counter = new TrafficCounter
                    {
                        ServerId = server.Id,
                        OrganizationId = server.OrganizationId,
                        HostId = hostId,
                        SubscriptionId = server.SubscriptionId,
                        RunId = guest.RunId,
                        SentBytes = guest.SentBytes,
                        ReadAt = now,
                        HourAt = hour,
                        HourBytes = server.CreatedAt > madeAfter ? guest.SentBytes : 0,
                    };
                    await BeginAsync(counter, ct);
                }

                // One that still holds bytes waits for the end of its hour, which is when they are reported.
                var gone = known.Keys.Where(id => !servers.ContainsKey(id)).ToList();
                await Counters().Where(row => gone.Contains(row.ServerId) && row.HourBytes == 0).ExecuteDeleteAsync(ct);
                return await IngestAsync(finished, ct);
            },
            ct);
        return reported.Value;
    }

    private IQueryable<TrafficCounter> Counters() => db.TrafficCounters.IgnoreQueryFilters([ModuleContext.TenantFilter]);

    /// <summary>False when another worker was quicker. A guest that is off, or gone, has sent nothing more.</summary>
    private async Task<bool> AdvanceAsync(
        TrafficCounter counter, GuestTraffic? reading, DateTimeOffset now, DateTimeOffset hour, CancellationToken ct)
    {
        var isSameRun = reading is not null && reading.RunId == counter.RunId && reading.SentBytes >= counter.SentBytes;
        var more = reading is null ? 0 : isSameRun ? reading.SentBytes - counter.SentBytes : reading.SentBytes;
        var (run, sent) = reading is null ? (counter.RunId, counter.SentBytes) : (reading.RunId, reading.SentBytes);
        var hourBytes = counter.HourAt < hour ? more : counter.HourBytes + more;
        return await Counters().Where(row => row.ServerId == counter.ServerId && row.ReadAt == counter.ReadAt)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.RunId, run).SetProperty(row => row.SentBytes, sent).SetProperty(row => row.ReadAt, now)
                    .SetProperty(row => row.HourAt, hour).SetProperty(row => row.HourBytes, hourBytes),
                ct) == 1;
    }

    private Task<int> BeginAsync(TrafficCounter counter, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO traffic_counters
              (server_id, organization_id, host_id, subscription_id, run_id, sent_bytes, read_at, hour_at, hour_bytes)
            VALUES ({counter.ServerId}, {counter.OrganizationId}, {counter.HostId}, {counter.SubscriptionId}, {counter.RunId},
              {counter.SentBytes}, {database.Stored(counter.ReadAt)}, {database.Stored(counter.HourAt)}, {counter.HourBytes})
            ON CONFLICT (server_id) DO NOTHING
            """,
            ct);

    private static UsageReport Report(TrafficCounter counter) => new(
        Source,
        string.Create(CultureInfo.InvariantCulture, $"{counter.ServerId}:{counter.HourAt.UtcDateTime:yyyyMMddHH}"),
        counter.SubscriptionId,
        Meter,
        counter.HourAt,
        counter.HourAt.AddHours(1),
        Math.Min(counter.HourBytes, MostInAnHour));

    /// <summary>All at once; where one of them is refused each by itself, and what nobody can count any more is let go.</summary>
    private async Task<int> IngestAsync(List<UsageReport> finished, CancellationToken ct)
    {
        if (finished.Count == 0 || (await usage.ExecuteAsync(finished, ct)).IsSuccess)
        {
            return finished.Count;
        }

        var taken = 0;
        foreach (var report in finished)
        {
            var one = await usage.ExecuteAsync([report], ct);
            taken += one.IsSuccess ? 1 : 0;
            if (one.Problem is { } problem)
            {
                LogLost(report.RecordId, problem.Code, problem.Message);
            }
        }

        return taken;
    }

    [LoggerMessage(LogLevel.Error, "Traffic {Record} cannot be counted: {Code}: {Reason}")]
    private partial void LogLost(string record, string code, string reason);
}
