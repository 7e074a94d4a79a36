using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Alarms;

/// <summary>Raises, clears and lists alarms; in the caller's transaction, when there is one. For workers.</summary>
public sealed class AlarmLog(BillingDb db, Database database, TimeProvider clock)
{
    private const int Longest = 1000;

    /// <summary>Opens an alarm, or counts it once more where it is open; safe to race.</summary>
    /// <param name="code">One of <see cref="AlarmCode"/>.</param>
    /// <param name="subject">Ids only, at most 255 characters.</param>
    /// <param name="organizationId">Null when it concerns no single organization.</param>
    /// <param name="detail">One English sentence for staff; cut at 1000 characters.</param>
    /// <param name="ct">Cancels.</param>
    public Task RaiseAsync(string code, string subject, long? organizationId, string detail, CancellationToken ct)
    {
        var now = database.Stored(clock.GetUtcNow());
        var text = detail.Length <= Longest ? detail : detail[..Longest];
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO alarms (code, subject, organization_id, detail, raised_at, last_seen_at, times)
            VALUES ({code}, {subject}, {organizationId}, {text}, {now}, {now}, 1)
            ON CONFLICT (code, subject) WHERE cleared_at IS NULL
            DO UPDATE SET last_seen_at = excluded.last_seen_at, detail = excluded.detail, times = alarms.times + 1
            """,
            ct);
    }

    /// <summary>Closes it; nothing happens where none is open.</summary>
    public Task ClearAsync(string code, string subject, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.Reachable<Alarm>()
            .Where(alarm => alarm.Code == code && alarm.Subject == subject && alarm.ClearedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(alarm => alarm.ClearedAt, now), ct);
    }

    /// <summary>Open ones, the latest seen first.</summary>
    public async Task<IReadOnlyList<Alarm>> OpenAsync(CancellationToken ct) =>
        await db.Reachable<Alarm>().AsNoTracking()
            .Where(alarm => alarm.ClearedAt == null)
            .OrderByDescending(alarm => alarm.LastSeenAt)
            .ThenBy(alarm => alarm.Id)
            .ToListAsync(ct);
}
