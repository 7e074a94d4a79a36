namespace Hostelry.Scenarios.Tests.Oracle;

/// <summary>What meters counted, from the single records; and coupons. See docs/billing.md, "Usage".</summary>
internal sealed class MeterOracle(PriceBook book)
{
    public IEnumerable<Line> Of(IReadOnlyList<Rented> things, DateTimeOffset month)
    {
        var pools = new Dictionary<Version, (decimal Measured, long Included, long Hours)>(ReferenceEqualityComparer.Instance);
        foreach (var thing in things)
        {
            if (PriceBook.Meters.Values.All(meter => meter.Kind != thing.Kind))
            {
                continue;
            }

            var hours = HourOracle.Of(book.AsCharged(thing.Uses), month, month.AddMonths(1)).Sum(cost => cost.Hours);
            foreach (var (meter, how) in PriceBook.Meters.Where(meter => meter.Value.Kind == thing.Kind))
            {
                var version = book.MeterPrice(meter, thing.OrderedAt, month);
                var measured = Measured(thing.Usage.Where(one => one.Meter == meter), how.Sum, month);
                var included = version.Allowance * hours / HourOracle.HoursIn(month);
                if (version.Pooled)
                {
                    var pool = pools.GetValueOrDefault(version);
                    pools[version] = (pool.Measured + measured, pool.Included + included, pool.Hours + hours);
                }
                else if (measured > 0)
                {
                    yield return new Line(thing.Id, version.Product, hours, Price(version, measured - included));
                }
            }
        }

        foreach (var (version, pool) in pools.Where(pool => pool.Value.Measured > 0))
        {
            yield return new Line(0, version.Product, pool.Hours, Price(version, pool.Measured - pool.Included));
        }
    }

    /// <summary>Each clock hour becomes one number, and they are added up. Of two records with one id the first counts.</summary>
    private static decimal Measured(IEnumerable<Counted> usage, string how, DateTimeOffset month) =>
        usage.Where(one => one.From >= month && one.From < month.AddMonths(1))
            .GroupBy(one => one.Id, StringComparer.Ordinal).Select(same => same.First())
            .GroupBy(one => one.From.Ticks / TimeSpan.TicksPerHour)
            .Sum(hour => how switch
            {
                "sum" => hour.Sum(one => (decimal)one.Quantity),
                "max" => hour.Max(one => one.Quantity),
                "weighted" => hour.Sum(one => (decimal)one.Quantity * one.Seconds) / 3600,
                _ => hour.MaxBy(one => (one.From, one.Seconds))!.Quantity,
            });

    private static long Price(Version version, decimal beyond)
    {
        var units = Math.Max(beyond, 0) / version.UnitSize;
        if (version.Charge == Charge.Counter)
        {
            return HourOracle.Cents(units * version.Unit);
        }

        if (version.Charge == Charge.Volume)
        {
            return HourOracle.Cents(units * version.Tiers.Last(tier => tier.From == 0 || units > tier.From).Unit);
        }

        var sum = 0m;
        for (var at = 0; at < version.Tiers.Count; at++)
        {
            var top = at + 1 < version.Tiers.Count ? Math.Min(units, version.Tiers[at + 1].From) : units;
            sum += Math.Max(top - version.Tiers[at].From, 0) * version.Tiers[at].Unit;
        }

        return HourOracle.Cents(sum);
    }
}

internal static class CouponOracle
{
    /// <summary>In the order of redemption, each from what is left; one line per product, cents left over to the largest remainders.</summary>
    public static void Add(List<Line> lines, IReadOnlyList<Redeemed> coupons, DateTimeOffset month)
    {
        var left = lines.GroupBy(line => line.Product, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(line => line.Cents), StringComparer.Ordinal);
        foreach (var coupon in coupons.Where(coupon => month >= coupon.From && month < coupon.From.AddMonths(coupon.Months)))
        {
            var parts = left.Where(part => part.Value > 0 && part.Key.StartsWith(coupon.Prefix, StringComparison.Ordinal))
                .OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => (Product: part.Key, Cents: part.Value)).ToList();
            var total = parts.Sum(part => part.Cents);
            var off = Math.Min(total, HourOracle.Cents(coupon.Amount ?? coupon.Part!.Value * total / 100));
            if (off <= 0)
            {
                continue;
            }

            var shares = parts.ConvertAll(part => off * part.Cents / total);
            foreach (var at in Enumerable.Range(0, parts.Count)
                .OrderByDescending(at => off * parts[at].Cents % total).Take((int)(off - shares.Sum())))
            {
                shares[at]++;
            }

            foreach (var (part, share) in parts.Zip(shares).Where(pair => pair.Second > 0))
            {
                left[part.Product] -= share;
                lines.Add(new Line(0, part.Product, 0, -share));
            }
        }
    }
}
