using Hostelry.Billing.Kernel;
using Hostelry.Billing.Subscriptions;

namespace Hostelry.Billing.Rating;

/// <summary>What one subscription costs this month.</summary>
/// <param name="SoFar">Until now, as it would be invoiced.</param>
/// <param name="Forecast">At the month's end, when it runs on as it is; at least <paramref name="SoFar"/>.</param>
/// <param name="Tariff">What an hour costs now; null once it has ended.</param>
public sealed record SubscriptionCost(Money SoFar, Money Forecast, Tariff? Tariff)
{
    /// <summary>What something that starts now can cost at most until the end of this month.</summary>
    public static Money MostThisMonth(Tariff tariff, DateTimeOffset now) => Total(
        new SubscriptionFacts(0, "", [new ItemFacts(tariff, now, null)]), Period.Of(Month.Of(now)), tariff.Hourly.Currency);

    internal static SubscriptionCost? Of(SubscriptionRecord record, DateTimeOffset now)
    {
        var items = record.Facts.Items;
        if ((record.Pending ?? items.LastOrDefault()?.Tariff) is not { } last)
        {
            return null;
        }

        var currency = last.Hourly.Currency;
        var soFar = Total(record.Facts, Period.Until(now), currency);
        return new SubscriptionCost(
            soFar,
            Money.Max(soFar, Total(record.Facts, Period.Of(Month.Of(now)), currency)),
            items is [.., { To: not null }] ? null : last);
    }

    private static Money Total(SubscriptionFacts facts, Period period, Currency currency) =>
        Money.Sum(Rater.Rate([facts], period).Select(line => line.Amount), currency);
}

/// <summary>What one resource costs this month: the invoice's own function. One query.</summary>
public sealed class SubscriptionCosts(SubscriptionHistory history, TimeProvider clock)
{
    /// <summary>Null when the customer has no such subscription.</summary>
    public async Task<SubscriptionCost?> OfAsync(long organizationId, long subscriptionId, CancellationToken ct) =>
        await history.FindAsync(organizationId, subscriptionId, ct) is { } record
            ? SubscriptionCost.Of(record, clock.GetUtcNow())
            : null;
}
