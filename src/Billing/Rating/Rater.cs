using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Rating;

/// <summary>
/// The one rating, for preview, funds check and invoice alike: a pure function of facts and period. The rules are in
/// docs/billing.md; what happens after the period's end plays no part.
/// </summary>
public static class Rater
{
    private const long Hour = TimeSpan.TicksPerHour;

    /// <summary>Lines by subscription id, then in the order of use. Same facts, same lines.</summary>
    public static IReadOnlyList<RatedLine> Rate(IEnumerable<SubscriptionFacts> facts, Period period) =>
        [.. facts.OrderBy(subscription => subscription.SubscriptionId).SelectMany(subscription => Rate(subscription, period))];

    private static IReadOnlyList<RatedLine> Rate(SubscriptionFacts subscription, Period period)
    {
        var shares = Merge(ShareHours(subscription.Items, period));
        if (shares.Count == 0)
        {
            return [];
        }

        // Within a month a subscription never costs more than the dearest cap it has touched.
        var room = shares.Max(share => share.Item.Tariff.MonthlyCap);
        var lines = new List<RatedLine>(shares.Count);
        foreach (var share in shares)
        {
            var tariff = share.Item.Tariff;
            var full = tariff.Hourly.Times(share.Hours, MidpointRounding.AwayFromZero);
            var amount = Money.Min(full, Money.Min(tariff.MonthlyCap, room));
            room -= amount;
            lines.Add(new RatedLine(
                subscription.SubscriptionId, subscription.Description, tariff, share.From, share.To, share.Hours, amount,
                amount < full));
        }

        return lines;
    }

    /// <summary>
    /// Gives every hour that begins in the period to one item. Hour k runs from ready + k h; of the items that touch it
    /// before the period's end the dearest has it, the earlier one where they cost the same.
    /// </summary>
    private static List<Share> ShareHours(IReadOnlyList<ItemFacts> items, Period period)
    {
        var shares = new List<Share>(items.Count);
        if (items.Count == 0)
        {
            return shares;
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
                if (item.Tariff.Hourly.Nano > shares[holder].Item.Tariff.Hourly.Nano)
                {
                    shares[holder] = shares[holder] with { Hours = shares[holder].Hours - 1 };
                }
                else
                {
                    hours--;
                }
            }

            shares.Add(new Share(item, item.From > period.Start ? item.From : period.Start, end, hours));
            if (last > lastTaken || hours > 0)
            {
                (lastTaken, holder) = (last, shares.Count - 1);
            }
        }

        return shares;
    }

    /// <summary>One share per price version, so that leaving a plan and coming back does not start its cap anew.</summary>
    private static List<Share> Merge(List<Share> shares) =>
        [.. shares.Where(share => share.Hours > 0)
            .GroupBy(share => share.Item.Tariff.PriceId)
            .Select(same => same.First() with { To = same.Last().To, Hours = same.Sum(share => share.Hours) })];

    private static long CeilingHours(long ticks) => ticks <= 0 ? ticks / Hour : ((ticks - 1) / Hour) + 1;

    private readonly record struct Share(ItemFacts Item, DateTimeOffset From, DateTimeOffset To, long Hours);
}
