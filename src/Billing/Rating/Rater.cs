using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Rating;

/// <summary>
/// The one rating, for preview, funds check, invoice and replay alike: a pure function of facts and period. The rules are in
/// docs/billing.md; what happens after the period's end plays no part.
/// </summary>
public static class Rater
{
    /// <summary>
    /// A customer's whole bill: lines by subscription (its own, what a commitment still owes, what its meters counted), then
    /// what the organization shares, then what coupons take off. Same facts, same lines.
    /// </summary>
    public static IReadOnlyList<RatedLine> Rate(CustomerFacts facts, Period period)
    {
        var lines = Subscriptions(facts.Subscriptions, period);
        if (facts.Usage.Count > 0)
        {
            MeterRating.Add(lines, facts, period);
        }

        if (facts.Coupons.Count > 0)
        {
            CouponRating.Add(lines, facts.Coupons, period);
        }

        return lines;
    }

    /// <summary>As <see cref="Rate(CustomerFacts, Period)"/>, of subscriptions alone.</summary>
    public static IReadOnlyList<RatedLine> Rate(IEnumerable<SubscriptionFacts> facts, Period period) =>
        Subscriptions([.. facts], period);

    private static List<RatedLine> Subscriptions(IReadOnlyList<SubscriptionFacts> facts, Period period)
    {
        var lines = new List<RatedLine>(facts.Count);
        Dictionary<long, SubscriptionFacts>? byId = null;
        foreach (var subscription in facts.OrderBy(subscription => subscription.SubscriptionId))
        {
            if (subscription.OfSubscriptionId is { } of)
            {
                byId ??= facts.ToDictionary(other => other.SubscriptionId);
                PercentageRating.Add(lines, subscription, byId.GetValueOrDefault(of), period);
            }
            else
            {
                ItemRating.Add(lines, subscription, period);
            }

            CommitmentRating.Add(lines, subscription, period);
        }

        return lines;
    }

    /// <summary>The sum of lines; zero of <paramref name="currency"/> when there are none.</summary>
    public static Money Total(IEnumerable<RatedLine> lines, Currency currency) =>
        Money.Sum(lines.Select(line => line.Amount), currency);
}
