using Hostelry.Billing.Subscriptions;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Metering;

/// <summary>What a meter counted in one closed hour.</summary>
/// <param name="HourAt">Its start, UTC.</param>
/// <param name="Quantity">Units × <paramref name="Scale"/>.</param>
/// <param name="Scale">1, or 3600 where the quantity is unit-seconds of unit-hours.</param>
/// <param name="Records">How many reports it is made of.</param>
public sealed record UsageRow(
    DateTimeOffset HourAt, long OrganizationId, long SubscriptionId, string ResourceKind, long ResourceId, string Description,
    string Meter, string Unit, long Quantity, int Scale, long Records);

/// <summary>Closed hours of usage, to take away; streamed, so that memory stays flat.</summary>
public sealed class ReadUsage(BillingDb db)
{
    /// <summary>In reach of the tenant, by hour, subscription and meter.</summary>
    /// <param name="organizationId">Null: all that are in reach.</param>
    /// <param name="from">UTC.</param>
    /// <param name="to">Exclusive.</param>
    public IAsyncEnumerable<UsageRow> Execute(long? organizationId, DateTimeOffset from, DateTimeOffset to) => (
        from hour in db.Reachable<UsageHour>().AsNoTracking()
        where hour.HourAt >= @from && hour.HourAt < to && (organizationId == null || hour.OrganizationId == organizationId)
        join meter in db.Meters on hour.MeterId equals meter.Id
        join subscription in db.Reachable<Subscription>() on hour.SubscriptionId equals subscription.Id
        orderby hour.HourAt, hour.SubscriptionId, meter.Code
        select new UsageRow(
            hour.HourAt, hour.OrganizationId, hour.SubscriptionId, subscription.ResourceKind, subscription.ResourceId, subscription.Description,
            meter.Code, meter.Unit, hour.Quantity, meter.Kind == MeterKind.TimeWeighted ? 3600 : 1, hour.Records))
        .AsAsyncEnumerable();
}
