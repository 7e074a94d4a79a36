using System.Numerics;

namespace Hostelry.Billing.Rating;

/// <summary>The hours that one price version has of a period.</summary>
/// <param name="Tariff">The price version.</param>
/// <param name="From">First use within the period.</param>
/// <param name="To">Last use within the period, exclusive.</param>
/// <param name="Hours">Begun hours.</param>
/// <param name="UnitHours">Units × begun hours.</param>
/// <param name="Units">The most units at once.</param>
internal readonly record struct HourShare(
    ItemTariff Tariff, DateTimeOffset From, DateTimeOffset To, long Hours, BigInteger UnitHours, long Units);

/// <summary>Gives every hour that begins in a period to one item of a subscription.</summary>
internal static class HourShares
{
    private const long Hour = TimeSpan.TicksPerHour;

    /// <summary>One share per price version, so that leaving a plan and coming back does not start its cap anew.</summary>
    public static List<HourShare> Of(IReadOnlyList<ItemFacts> items, Period period)
    {
        var spans = Share(items, period);
        if (spans.Count == 1)
        {
            return spans[0].Hours > 0 ? [ShareOf(spans[0])] : [];
        }

        return
        [
            .. spans.Where(span => span.Hours > 0)
                .GroupBy(span => span.Item.Tariff.PriceId)
                .Select(same => same.Select(ShareOf).Aggregate((sum, next) => sum with
                {
                    To = next.To,
                    Hours = sum.Hours + next.Hours,
                    UnitHours = sum.UnitHours + next.UnitHours,
                    Units = Math.Max(sum.Units, next.Units),
                })),
        ];
    }

    private static HourShare ShareOf(Span span) => new(
        span.Item.Tariff, span.From, span.To, span.Hours, (BigInteger)span.Hours * span.Item.Quantity, span.Item.Quantity);

    /// <summary>
    /// Hour k runs from ready + k h; of the items that touch it before the period's end the dearest has it, the earlier one
    /// where they cost the same.
    /// </summary>
    private static List<Span> Share(IReadOnlyList<ItemFacts> items, Period period)
    {
        var spans = new List<Span>(items.Count);
        if (items.Count == 0)
        {
            return spans;
        }

        var ready = items[0].From.UtcTicks;
        var firstHour = Math.Max(0, CeilingHours(period.Start.UtcTicks - ready));
        var (lastTaken, holder) = (firstHour - 1, -1);
        foreach (var item in items)
        {
            var end = item.To is { } to && to < period.End ? to : period.End;
            if (end <= item.From)
            {
                continue;
            }

            var first = Math.Max(firstHour, (item.From.UtcTicks - ready) / Hour);
            var last = CeilingHours(end.UtcTicks - ready) - 1;
            if (last < first)
            {
                continue;
            }

            // Items follow each other, so only this item's first hour can be taken already.
            var hours = last - first + 1;
            if (first == lastTaken)
            {
                if (Weight(item, period) > Weight(spans[holder].Item, period))
                {
                    spans[holder] = spans[holder] with { Hours = spans[holder].Hours - 1 };
                }
                else
                {
                    hours--;
                }
            }

            spans.Add(new Span(item, item.From > period.Start ? item.From : period.Start, end, hours));
            if (last > lastTaken || hours > 0)
            {
                (lastTaken, holder) = (last, spans.Count - 1);
            }
        }

        return spans;
    }

    private static BigInteger Weight(ItemFacts item, Period period) =>
        item.Tariff.HourWeight(item.Quantity, period.Month.Hours);

    private static long CeilingHours(long ticks) => ticks <= 0 ? ticks / Hour : ((ticks - 1) / Hour) + 1;

    private readonly record struct Span(ItemFacts Item, DateTimeOffset From, DateTimeOffset To, long Hours);
}
