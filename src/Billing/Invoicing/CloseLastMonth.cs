using Hostelry.Billing.Alarms;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Invoicing;

/// <summary>
/// The close as a worker's tick does it: the month that is over last, and any earlier one that is open, for every legal
/// entity. Once that is done, a run is one query for each of them.
/// </summary>
public sealed class CloseLastMonth(BillingDb db, CloseMonth close, AlarmLog alarms, TimeProvider clock)
{
    /// <summary>For workers. Refusals: none of its own.</summary>
    public async Task<Result<Done>> ExecuteAsync(CancellationToken ct)
    {
        var month = Month.Of(clock.GetUtcNow() - CloseMonth.Grace).Previous;
        foreach (var entity in await db.LegalEntities.Select(entity => entity.Id).Order().ToListAsync(ct))
        {
            var closed = await close.ExecuteAsync(entity, month, ct);
            if (closed.Problem is { } problem)
            {
                return problem;
            }

            foreach (var organizationId in closed.Value.Left)
            {
                await alarms.RaiseAsync(
                    AlarmCode.MonthNotRated, FormattableString.Invariant($"customer:{organizationId}"), organizationId,
                    $"A month until {month} cannot be rated and stays open; the log says why.", ct);
            }
        }

        foreach (var alarm in (await alarms.OpenAsync(ct)).Where(alarm => alarm.Code == AlarmCode.MonthNotRated))
        {
            if (await db.Reachable<Customer>().AnyAsync(
                customer => customer.OrganizationId == alarm.OrganizationId && customer.ClosedUntil >= month.End, ct))
            {
                await alarms.ClearAsync(alarm.Code, alarm.Subject, ct);
            }
        }

        return default(Done);
    }
}
