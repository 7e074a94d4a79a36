using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Subscriptions;

namespace Hostelry.Billing.Customers;

/// <summary>What is not invoiced yet, in the customer's currency.</summary>
/// <param name="Accrued">Used until now, since the last closed month.</param>
/// <param name="Committed">The most it can become by the end of this month; at least <paramref name="Accrued"/>.</param>
/// <param name="MonthAccrued">The part of <paramref name="Accrued"/> that falls into this month.</param>
/// <param name="MonthCommitted">The part of <paramref name="Committed"/> that falls into this month.</param>
public sealed record Exposure(Money Accrued, Money Committed, Money MonthAccrued, Money MonthCommitted)
{
    /// <summary>
    /// Rates the open months as they are, and the running one as if everything kept running to its end, pending
    /// subscriptions started now, and each planned change came at its dearest moment.
    /// </summary>
    public static Exposure Of(
        IReadOnlyCollection<SubscriptionRecord> subscriptions, Currency currency, DateTimeOffset closedUntil, DateTimeOffset now)
    {
        var past = Money.Zero(currency);
        var present = Month.Of(now);
        for (var month = Month.Of(closedUntil); month < present; month = month.Next)
        {
            past += Total(subscriptions.Select(subscription => subscription.Facts), Period.Of(month), currency);
        }

        var accrued = Total(subscriptions.Select(subscription => subscription.Facts), Period.Until(now), currency);
        var committed = Money.Sum(subscriptions.Select(subscription => MostThisMonth(subscription, currency, now)), currency);

        // A dearer plan for a part of an hour can make the capped plan's share smaller: never promise less than was used.
        committed = Money.Max(committed, accrued);

        return new Exposure(past + accrued, past + committed, accrued, committed);
    }

    private static Money MostThisMonth(SubscriptionRecord subscription, Currency currency, DateTimeOffset now)
    {
        var period = Period.Of(Month.Of(now));
        var asItIs = subscription.Pending is { } pending
            ? subscription.Facts with { Items = [new ItemFacts(pending, now, null)] }
            : subscription.Facts;
        var most = Total([asItIs], period, currency);
        return subscription.Planned is { } planned && asItIs.Items is [.., { To: null } last]
            ? Changes(asItIs, last, planned, period, now)
                .Select(changed => Total([changed], period, currency))
                .Aggregate(most, Money.Max)
            : most;
    }

    /// <summary>
    /// The subscription with its change done now, or at the start of any later hour of the month. No other moment costs
    /// more: hours are paid whole, and within an hour it is the dearer plan that counts.
    /// </summary>
    private static IEnumerable<SubscriptionFacts> Changes(
        SubscriptionFacts subscription, ItemFacts last, Tariff planned, Period period, DateTimeOffset now)
    {
        var ready = subscription.Items[0].From;
        var changeAt = now > last.From ? now : last.From;
        var hour = (changeAt - ready).Ticks / TimeSpan.TicksPerHour;
        while (changeAt < period.End)
        {
            yield return subscription with
            {
                Items = [.. subscription.Items.SkipLast(1), last with { To = changeAt }, new ItemFacts(planned, changeAt, null)],
            };
            changeAt = ready.AddHours(++hour);
        }
    }

    private static Money Total(IEnumerable<SubscriptionFacts> facts, Period period, Currency currency) =>
        Money.Sum(Rater.Rate(facts, period).Select(line => line.Amount), currency);
}
