using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Metering;

/// <summary>Takes the one row of <see cref="UsageProgress"/>, and makes it where usage is seen for the first time.</summary>
internal static class UsageProgressLock
{
    /// <param name="db">In a transaction.</param>
    /// <param name="database">The same.</param>
    /// <param name="now">The first one begins at the start of the hour that is open now.</param>
    /// <param name="strength"><c>SHARE</c> to bring records, <c>UPDATE</c> to roll up.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<UsageProgress> TakeAsync(
        BillingDb db, Database database, DateTimeOffset now, string strength, CancellationToken ct)
    {
        var open = (now - RollUpUsage.Grace).UtcTicks;
        var hour = new DateTimeOffset(open - (open % TimeSpan.TicksPerHour), TimeSpan.Zero);
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO usage_progress (id, closed_until) VALUES ({UsageProgress.Only}, {database.Stored(hour)}) ON CONFLICT (id) DO NOTHING",
            ct);

        // SQLite has no row locks and needs none: its transactions begin immediate, so this one is alone.
        var rows = database.IsSqlite
            ? db.UsageProgress
            : strength == "SHARE"
                ? db.UsageProgress.FromSql($"SELECT * FROM usage_progress FOR SHARE")
                : db.UsageProgress.FromSql($"SELECT * FROM usage_progress FOR UPDATE");
        var progress = await rows.SingleAsync(ct);
        await db.Entry(progress).ReloadAsync(ct);
        return progress;
    }
}
