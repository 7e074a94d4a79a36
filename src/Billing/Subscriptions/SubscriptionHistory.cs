using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Subscriptions;

/// <summary>A subscription as loaded for rating: what has run, and what may still come.</summary>
/// <param name="OrganizationId">The customer.</param>
/// <param name="Facts">Items that have started; none while pending.</param>
/// <param name="Pending">The tariff of a subscription that is not ready yet.</param>
/// <param name="Planned">The tariff that an accepted change will bring.</param>
public sealed record SubscriptionRecord(long OrganizationId, SubscriptionFacts Facts, Tariff? Pending, Tariff? Planned);

/// <summary>Loads the facts of many subscriptions in one query.</summary>
public sealed class SubscriptionHistory(BillingDb db)
{
    /// <summary>Of the customers, all subscriptions that have not ended before <paramref name="since"/>.</summary>
    public async Task<IReadOnlyList<SubscriptionRecord>> LoadAsync(
        IReadOnlyCollection<long> organizationIds, DateTimeOffset since, CancellationToken ct)
    {
        // The customer is asked of the subscription, which has the index (organization_id, ended_at).
        var rows = await db.Reachable<SubscriptionItem>().AsNoTracking()
            .Where(item => organizationIds.Contains(item.Subscription!.OrganizationId)
                && (item.Subscription.EndedAt == null || item.Subscription.EndedAt > since)
                && (item.From != null || item.Subscription.State == SubscriptionState.Pending))
            .OrderBy(item => item.SubscriptionId).ThenBy(item => item.Id)
            .Select(item => new Row(
                item.OrganizationId, item.SubscriptionId, item.Subscription!.Description, item.Subscription.Currency,
                item.From, item.To,
                item.PriceId, item.ProductCode, item.Price!.HourlyNano, item.Price.MonthlyCapMinor,
                item.Subscription.PlannedPriceId,
                item.Subscription.PlannedPrice!.ProductCode,
                (long?)item.Subscription.PlannedPrice.HourlyNano,
                (long?)item.Subscription.PlannedPrice.MonthlyCapMinor))
            .ToListAsync(ct);

        return [.. rows.GroupBy(row => row.SubscriptionId).Select(Assemble)];
    }

    private static SubscriptionRecord Assemble(IEnumerable<Row> rows)
    {
        var items = rows.ToList();
        var first = items[0];
        var started = items.Where(row => row.From is not null)
            .Select(row => new ItemFacts(row.Tariff, row.From!.Value, row.To)).ToList();
        return new SubscriptionRecord(
            first.OrganizationId,
            new SubscriptionFacts(first.SubscriptionId, first.Description, started),
            started.Count == 0 ? first.Tariff : null,
            first.PlannedTariff);
    }

    private sealed record Row(
        long OrganizationId, long SubscriptionId, string Description, Currency Currency,
        DateTimeOffset? From, DateTimeOffset? To,
        long PriceId, string ProductCode, long HourlyNano, long MonthlyCapMinor,
        long? PlannedPriceId, string? PlannedProductCode, long? PlannedHourlyNano, long? PlannedMonthlyCapMinor)
    {
        public Tariff Tariff => Make(PriceId, ProductCode, HourlyNano, MonthlyCapMinor);

        public Tariff? PlannedTariff => PlannedPriceId is { } id
            ? Make(id, PlannedProductCode!, PlannedHourlyNano!.Value, PlannedMonthlyCapMinor!.Value)
            : null;

        private Tariff Make(long priceId, string productCode, long hourlyNano, long capMinor) =>
            new(priceId, productCode, new UnitPrice(hourlyNano, Currency), new Money(capMinor, Currency));
    }
}
