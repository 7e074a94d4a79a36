using System.Numerics;

using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Rating;

/// <summary>
/// What meters counted, beyond what is included. The allowance of a month is prorated by the subscription's begun hours and
/// rounded down to whole measured units; what is pooled is summed over the subscriptions at that price before it is compared.
/// </summary>
internal static class MeterRating
{
    private const MidpointRounding Mode = MidpointRounding.AwayFromZero;

    public static void Add(List<RatedLine> lines, CustomerFacts facts, Period period)
    {
        var byId = facts.Subscriptions.ToDictionary(subscription => subscription.SubscriptionId);
        var pools = new SortedDictionary<(string Meter, long PriceId), Count>();
        foreach (var usage in facts.Usage
            .Where(usage => usage.Month == period.Month && usage.Tariff is not null)
            .OrderBy(usage => usage.SubscriptionId).ThenBy(usage => usage.Meter, StringComparer.Ordinal))
        {
            if (usage.Quantity < 0)
            {
                throw new InvalidOperationException($"Meter {usage.Meter} of subscription {usage.SubscriptionId} is below zero.");
            }

            var tariff = usage.Tariff!;
            var subscription = byId.GetValueOrDefault(usage.SubscriptionId);
            var hours = subscription is null ? 0 : HourShares.Of(subscription.Items, period).Sum(share => share.Hours);
            var count = new Count(
                tariff, usage.Meter, new BigInteger(usage.Quantity), usage.Scale,
                (BigInteger)tariff.Allowance * hours / period.Month.Hours, hours);
            if (tariff.Pooled)
            {
                var key = (usage.Meter, tariff.PriceId);
                pools[key] = pools.TryGetValue(key, out var sum) ? sum.Plus(count) : count;
            }
            else
            {
                AddLine(lines, usage.SubscriptionId, subscription?.Description ?? usage.Meter, count, period);
            }
        }

        foreach (var (key, pool) in pools)
        {
            AddLine(lines, 0, key.Meter, pool, period);
        }
    }

    private static void AddLine(List<RatedLine> lines, long subscriptionId, string description, Count count, Period period)
    {
        var tariff = count.Tariff;
        var beyond = BigInteger.Max(BigInteger.Zero, count.Measured - (count.Included * count.Scale));
        var size = (BigInteger)tariff.UnitSize * count.Scale;
        var amount = Price(tariff, beyond, size);

        // What was measured and included is shown as a line of nothing: a meter that ran is on the bill.
        if (count.Measured.IsZero)
        {
            return;
        }

        lines.Add(new RatedLine(
            subscriptionId, description, tariff, period.Start, period.End, count.Hours, amount, Capped: false)
        {
            Kind = LineKind.Usage,
            Quantity = Printed.Quotient(beyond, size),
            Measured = checked((long)(count.Measured / count.Scale)),
            Included = checked((long)count.Included),
        });
    }

    /// <summary>Exact over all tiers, rounded once.</summary>
    private static Money Price(MeterTariff tariff, BigInteger beyond, BigInteger size) => tariff.Tiering switch
    {
        Tiering.None => tariff.Unit.Times(beyond, size, Mode),
        Tiering.Volume => Reached(tariff.Tiers, beyond, size).Unit.Times(beyond, size, Mode),
        _ => new UnitPrice(1, tariff.Currency).Times(GraduatedNano(tariff.Tiers, beyond, size), size, Mode),
    };

    /// <summary>A tier is reached by what lies above its start: exactly at its start the one before still counts.</summary>
    private static Tier Reached(IReadOnlyList<Tier> tiers, BigInteger beyond, BigInteger size)
    {
        var reached = tiers[0];
        foreach (var tier in tiers)
        {
            reached = beyond > tier.From * size ? tier : reached;
        }

        return reached;
    }

    /// <summary>Σ part × price over the tiers, in 10⁻⁹ major units × size.</summary>
    private static BigInteger GraduatedNano(IReadOnlyList<Tier> tiers, BigInteger beyond, BigInteger size)
    {
        var sum = BigInteger.Zero;
        for (var at = 0; at < tiers.Count; at++)
        {
            var start = tiers[at].From * size;
            var end = at + 1 < tiers.Count ? BigInteger.Min(beyond, tiers[at + 1].From * size) : beyond;
            if (end > start)
            {
                sum += (end - start) * tiers[at].Unit.Nano;
            }
        }

        return sum;
    }

    private readonly record struct Count(
        MeterTariff Tariff, string Meter, BigInteger Measured, int Scale, BigInteger Included, long Hours)
    {
        public Count Plus(Count other) => this with
        {
            Measured = Measured + other.Measured,
            Included = Included + other.Included,
            Hours = Hours + other.Hours,
        };
    }
}
