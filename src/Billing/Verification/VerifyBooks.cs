using Hostelry.Billing.Alarms;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Verification;

/// <summary>
/// Proves the books, in production: every minute what changed since the last pass, once a night all of it. A breach is an alarm
/// with its ids; a whole pass that does not find it any more clears it.
/// </summary>
public sealed class VerifyBooks(BillingDb db, AlarmLog alarms, TimeProvider clock)
{
    /// <summary>Clocks of several workers differ, and a transaction is seen when it commits, not when it says.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    /// <summary>Between whole passes.</summary>
    private static readonly TimeSpan Night = TimeSpan.FromHours(24);

    /// <summary>Passes are kept so long, for staff to see that they ran.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>The tick's part: a whole pass when the last one is a day old (at three in the morning UTC), else what is new.</summary>
    public async Task<IReadOnlyList<Breach>> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var last = await db.VerificationPasses.AsNoTracking().OrderByDescending(pass => pass.Id).FirstOrDefaultAsync(ct);
        var whole = await db.VerificationPasses.AsNoTracking().Where(pass => pass.Since == null)
            .OrderByDescending(pass => pass.Id).FirstOrDefaultAsync(ct);
        var isDue = whole is null || whole.StartedAt < now - Night || (whole.StartedAt.Date < now.Date && now.Hour == 3);
        return await PassAsync(isDue ? null : last!.StartedAt - Overlap, ct);
    }

    /// <summary>All of it, now.</summary>
    public Task<IReadOnlyList<Breach>> WholeAsync(CancellationToken ct) => PassAsync(null, ct);

    private async Task<IReadOnlyList<Breach>> PassAsync(DateTimeOffset? since, CancellationToken ct)
    {
        var started = clock.GetUtcNow();
        var breaches = await new BookChecks(db).AllAsync(since ?? DateTimeOffset.UnixEpoch, since is null, ct);
        foreach (var breach in breaches)
        {
            await alarms.RaiseAsync(breach.Code, breach.Subject, breach.OrganizationId, breach.Detail, ct);
        }

        if (since is null)
        {
            await ClearAsync(breaches, ct);
        }

        db.VerificationPasses.Add(new VerificationPass
        {
            StartedAt = started,
            Since = since,
            FinishedAt = clock.GetUtcNow(),
            Breaches = breaches.Count,
        });
        await db.SaveChangesAsync(ct);
        var old = started - Kept;
        await db.VerificationPasses.Where(pass => pass.StartedAt < old).ExecuteDeleteAsync(ct);
        return breaches;
    }

    private async Task ClearAsync(IReadOnlyList<Breach> breaches, CancellationToken ct)
    {
        var seen = breaches.Select(breach => (breach.Code, breach.Subject)).ToHashSet();

        // More than are told may be broken: then nothing is cleared of that kind.
        var cut = breaches.GroupBy(breach => breach.Code).Where(group => group.Count() >= BookChecks.Most)
            .Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var alarm in await alarms.OpenAsync(ct))
        {
            if (VerificationCode.OfBilling.Contains(alarm.Code) && !cut.Contains(alarm.Code)
                && !seen.Contains((alarm.Code, alarm.Subject)))
            {
                await alarms.ClearAsync(alarm.Code, alarm.Subject, ct);
            }
        }
    }
}
