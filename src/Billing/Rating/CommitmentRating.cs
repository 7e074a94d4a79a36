using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Rating;

/// <summary>
/// What a minimum commitment still owes: a subscription that ended before it owes, in the month of its end, what its last
/// item would have cost from there on until the commitment is over, month by month.
/// </summary>
internal static class CommitmentRating
{
    public static void Add(List<RatedLine> lines, SubscriptionFacts subscription, Period period)
    {
        if (subscription.CommittedUntil is not { } until || subscription.Items is not [.., { To: { } end } last]
            || end >= until || end < period.Start || end >= period.End)
        {
            return;
        }

        var (owed, hours) = (Money.Zero(last.Tariff.Currency), 0L);
        ItemFacts[] toTheEnd = [.. subscription.Items.SkipLast(1), last with { To = until }];
        for (var month = Month.Of(end); month.Start < until; month = month.Next)
        {
            var whole = Period.Of(month);
            owed += ItemRating.Total(toTheEnd, owed.Currency, whole);
            hours += HourShares.Of(toTheEnd, whole).Sum(share => share.Hours);
            if (month.Start <= end)
            {
                owed -= ItemRating.Total(subscription.Items, owed.Currency, whole);
                hours -= HourShares.Of(subscription.Items, whole).Sum(share => share.Hours);
            }
        }

        if (!owed.IsZero)
        {
            lines.Add(new RatedLine(
                subscription.SubscriptionId, subscription.Description, last.Tariff, end, until, hours, owed, Capped: false)
            {
                Kind = LineKind.Commitment,
                Quantity = hours,
            });
        }
    }
}
