namespace Hostelry.Billing.Rating;

/// <summary>
/// A part of another subscription's cost: of what that one's items would have cost, had they run only while this one did.
/// Hours are counted anew from the start of this one, and caps apply as ever, so a part of a whole month is the part of its cap.
/// </summary>
internal static class PercentageRating
{
    public static void Add(List<RatedLine> lines, SubscriptionFacts subscription, SubscriptionFacts? of, Period period)
    {
        foreach (var item in subscription.Items)
        {
            if (item.Tariff is not PercentageTariff tariff)
            {
                throw new InvalidOperationException($"Subscription {subscription.SubscriptionId} is a part, but its price is not.");
            }

            var both = Within(of?.Items ?? [], item);
            var shares = HourShares.Of(both, period);
            if (shares.Count == 0)
            {
                continue;
            }

            var cost = ItemRating.Total(both, tariff.Currency, period);
            var amount = tariff.Part.Times(Printed.Major(cost), MidpointRounding.AwayFromZero);
            lines.Add(new RatedLine(
                subscription.SubscriptionId, subscription.Description, tariff, shares[0].From, shares[^1].To,
                shares.Sum(share => share.Hours), amount, Capped: false)
            {
                Kind = LineKind.Percentage,
                Quantity = Printed.Major(cost),
            });
        }
    }

    private static List<ItemFacts> Within(IReadOnlyList<ItemFacts> items, ItemFacts span)
    {
        var within = new List<ItemFacts>(items.Count);
        foreach (var item in items)
        {
            var from = item.From > span.From ? item.From : span.From;
            var to = item.To is not { } end || (span.To is { } last && last < end) ? span.To : item.To;
            if (item.Tariff is not (OneOffTariff or PercentageTariff) && (to is not { } until || until > from))
            {
                within.Add(item with { From = from, To = to });
            }
        }

        return within;
    }
}
