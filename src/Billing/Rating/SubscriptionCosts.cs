using Hostelry.Billing.Kernel;
using Hostelry.Billing.Subscriptions;

namespace Hostelry.Billing.Rating;

/// <summary>What one subscription costs this month.</summary>
/// <param name="SoFar">Until now, as it would be invoiced.</param>
/// <param name="Forecast">At the month's end, when it runs on as it is; at least <paramref name="SoFar"/>.</param>
/// <param name="Tariff">What an hour costs now; null once it has ended, and for what is not paid by the hour.</param>
public sealed record SubscriptionCost(Money SoFar, Money Forecast, HourTariff? Tariff)
{
    /// <summary>What something that starts now can cost at most until the end of this month.</summary>
    public static Money MostThisMonth(ItemTariff tariff, DateTimeOffset now) => Rater.Total(
        Rater.Rate([new SubscriptionFacts(0, "", [new ItemFacts(tariff, now, null)])], Period.Of(Month.Of(now))),
        tariff.Currency);

    internal static SubscriptionCost Of(
        SubscriptionRecord record, IEnumerable<RatedLine> soFar, IEnumerable<RatedLine> whole, Currency currency)
    {
        var used = Rater.Total(soFar, currency);
        return new SubscriptionCost(
            used,
            Money.Max(used, Rater.Total(whole, currency)),
            record.Facts.Items is [.., { To: not null }]
                ? null
                : (record.Pending ?? record.Facts.Items.LastOrDefault()?.Tariff) as HourTariff);
    }
}

/// <summary>What one resource costs this month: the invoice's own function. One query.</summary>
public sealed class SubscriptionCosts(SubscriptionHistory history, TimeProvider clock)
{
    /// <summary>Null when the customer has no such subscription.</summary>
    public async Task<SubscriptionCost?> OfAsync(long organizationId, long subscriptionId, CancellationToken ct)
    {
        if (await history.FindAsync(organizationId, subscriptionId, ct) is not { } record
            || (record.Pending ?? record.Facts.Items.LastOrDefault()?.Tariff) is not { } tariff)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        return SubscriptionCost.Of(
            record,
            Rater.Rate([record.Facts], Period.Until(now)),
            Rater.Rate([record.Facts], Period.Of(Month.Of(now))),
            tariff.Currency);
    }
}
