using Hostelry.Billing;
using Hostelry.Billing.Alarms;
using Hostelry.Billing.Verification;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.StaffAlarms;

/// <param name="Open">The latest seen first; at most a hundred.</param>
/// <param name="Count">How many are open.</param>
/// <param name="Closed">The last ones that ended.</param>
/// <param name="Passes">The last runs of the verification.</param>
public sealed record AlarmBoard(IReadOnlyList<Alarm> Open, int Count, IReadOnlyList<Alarm> Closed, IReadOnlyList<VerificationPass> Passes);

/// <summary>Reads alarms in four queries.</summary>
internal sealed class ReadAlarms(BillingDb db)
{
    private const int Most = 100;
    private const int Few = 10;

    public async Task<AlarmBoard> ExecuteAsync(CancellationToken ct) => new(
        await db.Reachable<Alarm>().AsNoTracking().Where(alarm => alarm.ClearedAt == null)
            .OrderByDescending(alarm => alarm.LastSeenAt).Take(Most).ToListAsync(ct),
        await db.Reachable<Alarm>().CountAsync(alarm => alarm.ClearedAt == null, ct),
        await db.Reachable<Alarm>().AsNoTracking().Where(alarm => alarm.ClearedAt != null)
            .OrderByDescending(alarm => alarm.ClearedAt).Take(Few).ToListAsync(ct),
        await db.VerificationPasses.AsNoTracking().OrderByDescending(pass => pass.Id).Take(Few).ToListAsync(ct));
}
