using Hostelry.Billing.Rating;

namespace Hostelry.Billing.Tests.Rating;

/// <summary>
/// The rules of docs/billing.md once more, hour by hour and in plain decimals: slow, and sharing no code with
/// <see cref="Rater"/> but the records it reads.
/// </summary>
internal static class NaiveOracle
{
    /// <summary>(subscription, price version) → (hours, amount in major units), for what was used at all.</summary>
    public static Dictionary<(long Subscription, long Price), (int Hours, decimal Amount)> Rate(
        IEnumerable<SubscriptionFacts> facts, DateTimeOffset monthStart, DateTimeOffset periodEnd)
    {
        var result = new Dictionary<(long, long), (int, decimal)>();
        foreach (var subscription in facts)
        {
            var inOrder = new List<Tariff>();
            var hours = new Dictionary<long, int>();
            for (var hour = subscription.Items.Count == 0 ? periodEnd : subscription.Items[0].From;
                hour < periodEnd;
                hour = hour.AddHours(1))
            {
                if (hour >= monthStart && DearestIn(subscription, hour, periodEnd) is { } tariff)
                {
                    if (hours.TryAdd(tariff.PriceId, 0))
                    {
                        inOrder.Add(tariff);
                    }

                    hours[tariff.PriceId]++;
                }
            }

            var dearestCap = inOrder.Count == 0 ? 0m : inOrder.Max(Cap);
            var spent = 0m;
            foreach (var tariff in inOrder)
            {
                var amount = hours[tariff.PriceId] * (tariff.Hourly.Nano / 1_000_000_000m);
                amount = Math.Round(amount, tariff.Hourly.Currency.Exponent, MidpointRounding.AwayFromZero);
                if (amount > Cap(tariff))
                {
                    amount = Cap(tariff);
                }

                if (spent + amount > dearestCap)
                {
                    amount = dearestCap - spent;
                }

                spent += amount;
                result[(subscription.SubscriptionId, tariff.PriceId)] = (hours[tariff.PriceId], amount);
            }
        }

        return result;
    }

    private static Tariff? DearestIn(SubscriptionFacts subscription, DateTimeOffset hour, DateTimeOffset periodEnd)
    {
        var hourEnd = hour.AddHours(1) < periodEnd ? hour.AddHours(1) : periodEnd;
        Tariff? dearest = null;
        foreach (var item in subscription.Items)
        {
            var itemEnd = item.To ?? DateTimeOffset.MaxValue;
            var used = itemEnd > item.From && item.From < hourEnd && itemEnd > hour;
            if (used && (dearest is null || item.Tariff.Hourly.Nano > dearest.Hourly.Nano))
            {
                dearest = item.Tariff;
            }
        }

        return dearest;
    }

    private static decimal Cap(Tariff tariff)
    {
        var cap = (decimal)tariff.MonthlyCap.Minor;
        for (var digit = 0; digit < tariff.MonthlyCap.Currency.Exponent; digit++)
        {
            cap /= 10;
        }

        return cap;
    }
}
