using Hostelry.Billing.Coupons;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Metering;
using Hostelry.Billing.Subscriptions;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Rating;

/// <summary>Loads what rating needs, of many customers at once.</summary>
public sealed class RatingFacts(BillingDb db, SubscriptionHistory history, TimeProvider clock)
{
    /// <summary>
    /// From <paramref name="since"/> on, by organization; one query, and more only for customers that have usage or coupons.
    /// Customers without anything are missing.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, CustomerRecord>> LoadAsync(
        IReadOnlyCollection<Customer> customers, DateTimeOffset since, CancellationToken ct)
    {
        var subscriptions = (await history.LoadAsync([.. customers.Select(customer => customer.OrganizationId)], since, ct))
            .ToLookup(record => record.OrganizationId);
        var usage = await UsageAsync([.. customers.Where(customer => customer.HasUsage)], subscriptions, since, ct);
        var coupons = await CouponsAsync([.. customers.Where(customer => customer.HasCoupons)], ct);
        return customers.Select(customer => customer.OrganizationId)
            .Where(id => subscriptions.Contains(id) || usage.Contains(id) || coupons.Contains(id))
            .ToDictionary(id => id, id => new CustomerRecord([.. subscriptions[id]], [.. usage[id]], [.. coupons[id]]));
    }

    /// <summary>As <see cref="LoadAsync(IReadOnlyCollection{Customer}, DateTimeOffset, CancellationToken)"/>, of one.</summary>
    public async Task<CustomerRecord> LoadAsync(Customer customer, DateTimeOffset since, CancellationToken ct) =>
        (await LoadAsync([customer], since, ct)).GetValueOrDefault(customer.OrganizationId, CustomerRecord.Nothing);

    private async Task<ILookup<long, UsageFacts>> UsageAsync(
        List<Customer> customers, ILookup<long, SubscriptionRecord> subscriptions, DateTimeOffset since, CancellationToken ct)
    {
        if (customers.Count == 0)
        {
            return Enumerable.Empty<UsageFacts>().ToLookup(_ => 0L);
        }

        var ids = customers.Select(customer => customer.OrganizationId).ToList();
        var first = Month.Of(since);
        var start = first.Start;
        var rows = (await db.Reachable<UsageMonth>().AsNoTracking()
                .Where(row => ids.Contains(row.OrganizationId) && row.MonthAt >= start)
                .ToListAsync(ct))
            .ToLookup(row => row.OrganizationId);
        var meters = await db.Meters.AsNoTracking().ToListAsync(ct);
        var prices = await MeterPrices.LoadAsync(db, ct);
        var last = Month.Of(clock.GetUtcNow());
        return customers.SelectMany(customer => UsageOf(
                customer, [.. subscriptions[customer.OrganizationId]], [.. rows[customer.OrganizationId]],
                meters, prices, (first, last))
            .Select(usage => (customer.OrganizationId, Usage: usage)))
            .ToLookup(row => row.OrganizationId, row => row.Usage);
    }

    /// <summary>What was counted; and, of pooled meters, the nothing of those that bring an allowance to the pool.</summary>
    private static List<UsageFacts> UsageOf(
        Customer customer, List<SubscriptionRecord> subscriptions, List<UsageMonth> rows, List<Meter> meters,
        MeterPrices prices, (Month First, Month Last) months)
    {
        var byId = subscriptions.ToDictionary(record => record.Facts.SubscriptionId);
        var meterById = meters.ToDictionary(meter => meter.Id);
        var counted = new HashSet<(long, string, Month)>();
        var facts = new List<UsageFacts>(rows.Count);
        foreach (var row in rows)
        {
            // Whose subscription never ran, or was over before the month, had nothing that could be counted: nobody pays for it.
            if (!byId.TryGetValue(row.SubscriptionId, out var subscription))
            {
                continue;
            }

            var (meter, month) = (meterById[row.MeterId], Month.Of(row.MonthAt));
            var tariff = prices.For(subscription, meter.Code, customer.SellerId, customer.Currency, month);
            counted.Add((row.SubscriptionId, meter.Code, month));
            facts.Add(new UsageFacts(row.SubscriptionId, meter.Code, month, row.Quantity, meter.Scale, tariff));
        }

        var pooled = meters.Where(meter => meter.SellerId == customer.SellerId && prices.ArePooled(meter.Code)).ToList();
        foreach (var meter in pooled)
        {
            foreach (var subscription in subscriptions.Where(record => record.ResourceKind == meter.ResourceKind))
            {
                for (var month = months.First; month <= months.Last; month = month.Next)
                {
                    if (!counted.Contains((subscription.Facts.SubscriptionId, meter.Code, month))
                        && prices.For(subscription, meter.Code, customer.SellerId, customer.Currency, month) is { Pooled: true } tariff)
                    {
                        facts.Add(new UsageFacts(subscription.Facts.SubscriptionId, meter.Code, month, 0, meter.Scale, tariff));
                    }
                }
            }
        }

        return facts;
    }

    private async Task<ILookup<long, CouponFacts>> CouponsAsync(List<Customer> customers, CancellationToken ct)
    {
        if (customers.Count == 0)
        {
            return Enumerable.Empty<CouponFacts>().ToLookup(_ => 0L);
        }

        var currencies = customers.ToDictionary(customer => customer.OrganizationId, customer => customer.Currency);
        var ids = currencies.Keys.ToList();
        var rows = await db.Reachable<CouponRedemption>().AsNoTracking().Include(redemption => redemption.Coupon)
            .Where(redemption => ids.Contains(redemption.OrganizationId) && redemption.Coupon!.Kind != CouponKind.Credit)
            .ToListAsync(ct);
        return rows.ToLookup(row => row.OrganizationId, row => new CouponFacts(
            row.Id, row.Coupon!.Code, row.Coupon.Kind, new UnitPrice(row.Coupon.OffNano, currencies[row.OrganizationId]),
            Month.Of(row.RedeemedAt), row.Coupon.Months, row.Coupon.ProductPrefix));
    }
}
