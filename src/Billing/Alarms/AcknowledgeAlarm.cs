using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Verification;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Alarms;

/// <summary>
/// Somebody has looked: an alarm about something that happened is closed, under that person's name. Where its cause lasts, the
/// next tick opens another. A breach of the books is closed by proof alone.
/// </summary>
public sealed class AcknowledgeAlarm(BillingDb db, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>Refusals: <c>not_found</c> (none is open), <c>alarm_stands</c> (a breach: it closes when it is not found any more).</summary>
    public Task<Result<Done>> ExecuteAsync(long alarmId, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                var alarm = await db.Reachable<Alarm>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == alarmId && one.ClearedAt == null, ct);
                if (alarm is null)
                {
                    return new Problem("not_found", "There is no such open alarm.");
                }

                if (VerificationCode.IsProved(alarm.Code))
                {
                    return new Problem("alarm_stands", "The books say otherwise: it closes when the verification does not find it any more.");
                }

                var now = clock.GetUtcNow();
                var closed = await db.Reachable<Alarm>().Where(one => one.Id == alarmId && one.ClearedAt == null)
                    .ExecuteUpdateAsync(set => set.SetProperty(one => one.ClearedAt, now), ct);
                if (closed == 1)
                {
                    await audit.WriteAsync("alarm.acknowledge", alarm.OrganizationId, ct, FormattableString.Invariant($"alarm:{alarmId}"));
                }

                return default(Done);
            },
            ct);
}
