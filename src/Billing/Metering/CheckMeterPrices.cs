using Hostelry.Billing.Alarms;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Metering;

/// <summary>
/// Raises <see cref="AlarmCode.MeterWithoutPrice"/> for whatever was counted this month or in one that usage may still come to, and no price is for, and
/// clears it once there is one. Such a month stays open: a charge is neither guessed nor forgotten.
/// </summary>
public sealed class CheckMeterPrices(BillingDb db, RatingFacts facts, AlarmLog alarms, TimeProvider clock)
{
    private const int PageSize = 200;

    /// <summary>For workers. How many alarms are open.</summary>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var since = Month.Of(clock.GetUtcNow() - IngestUsage.Latest).Start;
        var missing = new HashSet<string>(StringComparer.Ordinal);
        var last = 0L;
        while (await db.Reachable<Customer>().AsNoTracking()
            .Where(customer => customer.OrganizationId > last && customer.HasUsage)
            .OrderBy(customer => customer.OrganizationId).Take(PageSize).ToListAsync(ct) is { Count: > 0 } page)
        {
            foreach (var (organizationId, record) in await facts.LoadAsync(page, since, ct))
            {
                foreach (var usage in record.Usage.Where(usage => usage.IsUnpriced))
                {
                    var subject = Subject(usage);
                    missing.Add(subject);
                    await alarms.RaiseAsync(
                        AlarmCode.MeterWithoutPrice, subject, organizationId,
                        $"{usage.Meter} counted {usage.Quantity / usage.Scale} in {usage.Month} and has no price: publish one (0 waives it).", ct);
                }
            }

            last = page[^1].OrganizationId;
        }

        foreach (var alarm in await alarms.OpenAsync(ct))
        {
            if (alarm.Code == AlarmCode.MeterWithoutPrice && !missing.Contains(alarm.Subject))
            {
                await alarms.ClearAsync(alarm.Code, alarm.Subject, ct);
            }
        }

        return missing.Count;
    }

    private static string Subject(UsageFacts usage) =>
        FormattableString.Invariant($"subscription:{usage.SubscriptionId} meter:{usage.Meter} {usage.Month}");
}
