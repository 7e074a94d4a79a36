using Hostelry.Billing.Kernel;
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
            foreach (var (price, line) in Items(subscription.Items, monthStart, periodEnd))
            {
                result[(subscription.SubscriptionId, price)] = line;
            }
        }

        return result;
    }

    /// <summary>A part of what <paramref name="of"/> would have cost while the one item of <paramref name="part"/> ran.</summary>
    public static decimal Part(SubscriptionFacts part, SubscriptionFacts of, DateTimeOffset monthStart, DateTimeOffset periodEnd)
    {
        var span = part.Items.Single();
        var both = new List<ItemFacts>();
        foreach (var item in of.Items)
        {
            var from = Max(item.From, span.From);
            var to = Min(item.To ?? DateTimeOffset.MaxValue, span.To ?? DateTimeOffset.MaxValue);
            if (from < to)
            {
                both.Add(new ItemFacts(item.Tariff, from, to, item.Quantity));
            }
        }

        var cost = Items(both, monthStart, periodEnd).Values.Sum(line => line.Amount);
        return Round(cost * (span.Tariff.Unit.Nano / 1_000_000_000m), span.Tariff.Currency.Exponent);
    }

    /// <summary>What a meter costs, unit by unit; the quantity is small.</summary>
    public static decimal Meter(MeterTariff tariff, long measured, long included)
    {
        var beyond = measured > included ? measured - included : 0;
        var nano = 0m;
        for (var unit = 1L; unit <= beyond; unit++)
        {
            // A volume price is that of the last unit for all of them.
            var place = tariff.Tiering == Tiering.Volume ? beyond : unit;
            var price = tariff.Unit.Nano;
            foreach (var tier in tariff.Tiers)
            {
                price = place > tier.From * tariff.UnitSize ? tier.Unit.Nano : price;
            }

            nano += price;
        }

        return Round(nano / tariff.UnitSize / 1_000_000_000m, tariff.Currency.Exponent);
    }

    private static Dictionary<long, (int Hours, decimal Amount)> Items(
        IReadOnlyList<ItemFacts> items, DateTimeOffset monthStart, DateTimeOffset periodEnd)
    {
        var inOrder = new List<ItemTariff>();
        var (hours, unitHours, units) =
            (new Dictionary<long, int>(), new Dictionary<long, long>(), new Dictionary<long, long>());
        for (var hour = items.Count == 0 ? periodEnd : items[0].From; hour < periodEnd; hour = hour.AddHours(1))
        {
            if (hour >= monthStart && DearestIn(items, hour, monthStart, periodEnd) is { } item)
            {
                var price = item.Tariff.PriceId;
                if (hours.TryAdd(price, 0))
                {
                    inOrder.Add(item.Tariff);
                    (unitHours[price], units[price]) = (0, 0);
                }

                hours[price]++;
                unitHours[price] += item.Quantity;
                units[price] = Math.Max(units[price], item.Quantity);
            }
        }

        var caps = inOrder.ConvertAll(tariff => Cap(tariff, units[tariff.PriceId]));
        var left = caps.Count > 0 && caps.TrueForAll(cap => cap is not null) ? caps.Max() : null;
        var result = new Dictionary<long, (int, decimal)>();
        foreach (var tariff in inOrder)
        {
            var price = tariff.PriceId;
            var amount = Round(Full(tariff, hours[price], unitHours[price], monthStart), tariff.Currency.Exponent);
            amount = Math.Min(amount, Cap(tariff, units[price]) ?? amount);
            amount = Math.Min(amount, left ?? amount);
            left -= amount;
            result[price] = (hours[price], amount);
        }

        return result;
    }

    private static decimal Full(ItemTariff tariff, int hours, long unitHours, DateTimeOffset monthStart)
    {
        var unit = tariff.Unit.Nano / 1_000_000_000m;
        return tariff switch
        {
            HourTariff => unit * hours,
            MonthTariff => unit * hours / HoursIn(monthStart),
            UnitHourTariff => unit * unitHours,
            AppTariff => unit,
            _ => throw new NotSupportedException(),
        };
    }

    private static ItemFacts? DearestIn(
        IReadOnlyList<ItemFacts> items, DateTimeOffset hour, DateTimeOffset monthStart, DateTimeOffset periodEnd)
    {
        var hourEnd = Min(hour.AddHours(1), periodEnd);
        ItemFacts? dearest = null;
        foreach (var item in items)
        {
            var itemEnd = item.To ?? DateTimeOffset.MaxValue;
            var used = itemEnd > item.From && item.From < hourEnd && itemEnd > hour;
            if (used && (dearest is null || AnHour(item, monthStart) > AnHour(dearest, monthStart)))
            {
                dearest = item;
            }
        }

        return dearest;
    }

    /// <summary>10⁻⁹ major units × the hours of the month, so that a month's price is exact beside an hour's.</summary>
    private static decimal AnHour(ItemFacts item, DateTimeOffset monthStart) => item.Tariff switch
    {
        MonthTariff or AppTariff => item.Tariff.Unit.Nano,
        UnitHourTariff => (decimal)item.Tariff.Unit.Nano * item.Quantity * HoursIn(monthStart),
        _ => (decimal)item.Tariff.Unit.Nano * HoursIn(monthStart),
    };

    private static int HoursIn(DateTimeOffset monthStart) => DateTime.DaysInMonth(monthStart.Year, monthStart.Month) * 24;

    private static decimal? Cap(ItemTariff tariff, long units) => tariff switch
    {
        HourTariff hour => Major(hour.MonthlyCap),
        UnitHourTariff { MonthlyCapPerUnit: { } cap } => Major(cap) * units,
        UnitHourTariff => null,
        _ => Round(tariff.Unit.Nano / 1_000_000_000m, tariff.Currency.Exponent),
    };

    private static decimal Major(Money amount)
    {
        var major = (decimal)amount.Minor;
        for (var digit = 0; digit < amount.Currency.Exponent; digit++)
        {
            major /= 10;
        }

        return major;
    }

    private static decimal Round(decimal amount, int digits) => Math.Round(amount, digits, MidpointRounding.AwayFromZero);

    private static DateTimeOffset Min(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Max(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
