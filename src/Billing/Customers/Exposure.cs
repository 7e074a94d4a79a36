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
    /// <summary>As <see cref="Of(CustomerRecord, Currency, DateTimeOffset, DateTimeOffset)"/>, of subscriptions alone.</summary>
    public static Exposure Of(
        IReadOnlyCollection<SubscriptionRecord> subscriptions, Currency currency, DateTimeOffset closedUntil, DateTimeOffset now) =>
        Of(new CustomerRecord([.. subscriptions], [], []), currency, closedUntil, now);

    /// <summary>
    /// Rates the open months as they are, and the running one as if everything kept running to its end, pending
    /// subscriptions started now, each planned change came at its dearest moment, and whoever is committed left now. What
    /// meters count is as it is: what they will count nobody knows.
    /// </summary>
    public static Exposure Of(CustomerRecord customer, Currency currency, DateTimeOffset closedUntil, DateTimeOffset now)
    {
        var facts = customer.Facts;
        var past = Money.Zero(currency);
        var present = Month.Of(now);
        for (var month = Month.Of(closedUntil); month < present; month = month.Next)
        {
            past += Rater.Total(Rater.Rate(facts, Period.Of(month)), currency);
        }

        var sofar = Rater.Rate(facts, Period.Until(now));
        var accrued = Rater.Total(sofar, currency);

        // Measured lines are the only ones that the running subscriptions do not make.
        List<RatedLine> most = [.. sofar.Where(line => line.Kind == LineKind.Usage)];
        var parts = customer.Subscriptions.Where(record => record.Facts.OfSubscriptionId is not null)
            .ToLookup(record => record.Facts.OfSubscriptionId!.Value);
        foreach (var subscription in customer.Subscriptions.Where(record => record.Facts.OfSubscriptionId is null))
        {
            most.AddRange(MostThisMonth(subscription, [.. parts[subscription.Facts.SubscriptionId]], currency, now));
        }

        CouponRating.Add(most, facts.Coupons, Period.Of(present));

        // A dearer plan for a part of an hour can make the capped plan's share smaller: never promise less than was used.
        var committed = Money.Max(Rater.Total(most, currency), accrued);

        return new Exposure(past + accrued, past + committed, accrued, committed);
    }

    /// <summary>The dearest of all ways that a subscription can go, with what is a part of it.</summary>
    private static IReadOnlyList<RatedLine> MostThisMonth(
        SubscriptionRecord subscription, IReadOnlyList<SubscriptionRecord> parts, Currency currency, DateTimeOffset now)
    {
        var period = Period.Of(Month.Of(now));
        var asItIs = Started(subscription, now);
        List<SubscriptionFacts> withIt = [.. parts.Select(part => Started(part, now))];
        var most = Rater.Rate([asItIs, .. withIt], period);
        if (asItIs.Items is not [.., { To: null } last])
        {
            return most;
        }

        IEnumerable<SubscriptionFacts> ways = subscription.Planned is { } planned
            ? Changes(asItIs, last, planned, period, now)
            : [];
        var leaves = now > last.From ? now : last.From;
        if (subscription.Planned is { CommitmentMonths: > 0 } binding)
        {
            // Changed and left at once: the whole commitment is held, as with an order.
            var until = leaves.ToUniversalTime().AddMonths(binding.CommitmentMonths);
            ways = ways.Append(asItIs with
            {
                Items = [.. asItIs.Items.SkipLast(1), last with { To = leaves }, new ItemFacts(binding, leaves, leaves, last.Quantity)],
                CommittedUntil = asItIs.CommittedUntil > until ? asItIs.CommittedUntil : until,
            });
        }

        if (asItIs.CommittedUntil > now)
        {
            ways = ways.Append(asItIs with { Items = [.. asItIs.Items.SkipLast(1), last with { To = leaves }] });
        }

        var total = Rater.Total(most, currency);
        foreach (var way in ways)
        {
            var lines = Rater.Rate([way, .. withIt], period);
            var sum = Rater.Total(lines, currency);
            (most, total) = sum > total ? (lines, sum) : (most, total);
        }

        return most;
    }

    private static SubscriptionFacts Started(SubscriptionRecord subscription, DateTimeOffset now) =>
        subscription.Pending is { } pending
            ? subscription.Facts with
            {
                Items = [new ItemFacts(pending, now, null, subscription.Quantity)],
                CommittedUntil = pending.CommitmentMonths > 0 ? now.ToUniversalTime().AddMonths(pending.CommitmentMonths) : null,
            }
            : subscription.Facts;

    /// <summary>
    /// The subscription with its change done now, or at the start of any later hour of the month. No other moment costs
    /// more: hours are paid whole, and within an hour it is the dearer plan that counts.
    /// </summary>
    private static IEnumerable<SubscriptionFacts> Changes(
        SubscriptionFacts subscription, ItemFacts last, ItemTariff planned, Period period, DateTimeOffset now)
    {
        var ready = subscription.Items[0].From;
        var changeAt = now > last.From ? now : last.From;
        var hour = (changeAt - ready).Ticks / TimeSpan.TicksPerHour;
        while (changeAt < period.End)
        {
            yield return subscription with
            {
                Items =
                [
                    .. subscription.Items.SkipLast(1),
                    last with { To = changeAt },
                    new ItemFacts(planned, changeAt, null, last.Quantity),
                ],
            };
            changeAt = ready.AddHours(++hour);
        }
    }
}
