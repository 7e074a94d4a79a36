using CsCheck;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Subscriptions;

namespace Hostelry.Billing.Tests.Rating;

public sealed class RaterTests
{
    private static readonly Currency Eur = Currency.Of("EUR");
    private static readonly Month November = new(2026, 11);
    private static readonly HourTariff Small = new(1, "small", UnitPrice.Parse("0.02", Eur), Money.Parse("8.00", Eur));
    private static readonly HourTariff Large = new(2, "large", UnitPrice.Parse("0.04", Eur), Money.Parse("16.00", Eur));

    [Fact]
    public void Rating_agrees_with_the_naive_oracle_on_random_histories() =>
        Gen.Select(Histories.Any, Gen.Int[0, 31 * 86400], Gen.Bool).Sample(
            (history, seconds, whole) =>
            {
                var now = history.Month.Start.AddSeconds(seconds);
                var period = whole || now >= history.Month.End ? Period.Of(history.Month) : Period.Until(now);
                var expected = NaiveOracle.Rate(history.Facts, history.Month.Start, period.End);
                var lines = Rater.Rate(history.Facts, period);
                Assert.Equal(expected.Count, lines.Count);
                foreach (var line in lines)
                {
                    var (hours, amount) = expected[(line.SubscriptionId, line.Tariff.PriceId)];
                    Assert.Equal(hours, line.Hours);
                    Assert.Equal(amount, (decimal)line.Amount.Minor / line.Amount.Currency.MinorUnits);
                    Assert.True(line.From >= period.Start && line.From < line.To && line.To <= period.End);
                }
            },
            iter: 1000);

    [Fact]
    public void Nothing_after_the_end_of_a_period_changes_it() =>
        Gen.Select(Histories.Any, Gen.Int[0, 31 * 86400]).Sample(
            (history, seconds) =>
            {
                var now = history.Month.Start.AddSeconds(seconds);
                var period = now < history.Month.End ? Period.Until(now) : Period.Of(history.Month);
                var known = history.Facts.Select(subscription => subscription with
                {
                    Items =
                    [
                        .. subscription.Items.Where(item => item.From < period.End)
                            .Select(item => item.To >= period.End ? item with { To = null } : item),
                    ],
                });
                Assert.Equal(Rater.Rate(history.Facts, period), Rater.Rate(known, period));
            },
            iter: 1000);

    [Fact]
    public void What_is_held_for_a_month_covers_it_whatever_happens_next() =>
        Gen.Select(Histories.Any, Gen.Int[0, 30 * 86400], Gen.Int[0, 30 * 86400], Gen.Int[0, 3], Gen.Int[0, 3]).Sample(
            (history, present, later, next, fate) =>
            {
                var now = history.Month.Start.AddSeconds(Math.Min(present, 27 * 86400));
                var then = now.AddSeconds(later);
                var planned = history.Tariffs[next % history.Tariffs.Count];
                foreach (var (subscription, last) in Running(history, now))
                {
                    var record = new SubscriptionRecord(1, subscription, null, fate >= 2 ? planned : null);
                    var held = Exposure.Of([record], history.Currency, history.Month.Start, now).MonthCommitted;
                    var future = fate switch
                    {
                        0 => subscription,
                        1 => With(subscription, last with { To = then }),
                        2 => With(subscription, last with { To = then }, new ItemFacts(planned, then, null, last.Quantity)),
                        _ => With(subscription, last with { To = then }, new ItemFacts(planned, then, then.AddSeconds(later), last.Quantity)),
                    };
                    var cost = Money.Sum(
                        Rater.Rate([future], Period.Of(history.Month)).Select(line => line.Amount), history.Currency);
                    Assert.True(cost <= held, $"{cost} > {held}");
                }
            },
            iter: 1000);

    [Fact]
    public void What_a_pending_change_holds_is_the_dearest_bill_that_the_naive_oracle_finds() =>
        Gen.Select(Histories.Any, Gen.Int[0, 27 * 86400], Gen.Int[0, 3]).Sample(
            (history, present, next) =>
            {
                var now = history.Month.Start.AddSeconds(present);
                var planned = history.Tariffs[next % history.Tariffs.Count];
                foreach (var (subscription, last) in Running(history, now))
                {
                    // Two moments in every hour that is left.
                    var dearest = NaiveBill(subscription, history.Month);
                    for (var then = now; then < history.Month.End; then = then.AddMinutes(30))
                    {
                        var changed = With(subscription, last with { To = then }, new ItemFacts(planned, then, null, last.Quantity));
                        dearest = Math.Max(dearest, NaiveBill(changed, history.Month));
                    }

                    var record = new SubscriptionRecord(1, subscription, null, planned);
                    var held = Exposure.Of([record], history.Currency, history.Month.Start, now).MonthCommitted;
                    Assert.Equal(dearest, (decimal)held.Minor / held.Currency.MinorUnits);
                }
            },
            iter: 20);

    [Fact]
    public void A_change_late_in_the_month_holds_the_dearer_plan_and_not_both()
    {
        var now = November.End.AddHours(-100);
        var running = new SubscriptionFacts(1, "web", [new ItemFacts(Small, now.AddHours(-50), null)]);
        Money Held(ItemTariff? planned) => Exposure.Of(
            [new SubscriptionRecord(1, running, null, planned)], Eur, November.Start, now).MonthCommitted;

        Assert.Equal("3.00 EUR", Held(null).ToString());

        // 50 h at 0.02 are used; 100 h at 0.04 may come, but no hour of both plans.
        Assert.Equal("5.00 EUR", Held(Large).ToString());
    }

    [Fact]
    public void A_pending_subscription_holds_enough_whenever_it_gets_ready() =>
        Gen.Select(Gen.Int[0, 30 * 86400 - 1], Gen.Int[0, 31 * 86400]).Sample((present, wait) =>
        {
            var now = November.Start.AddSeconds(present);
            var pending = new SubscriptionRecord(1, new SubscriptionFacts(1, "web", []), Small, null);
            var held = Exposure.Of([pending], Eur, November.Start, now).Committed;
            Assert.True(Cost(new ItemFacts(Small, now.AddSeconds(wait), null)) <= held);
        });

    [Fact]
    public void One_second_costs_a_begun_hour_and_no_time_costs_nothing()
    {
        var ready = November.Start.AddDays(3).AddMinutes(59);
        Assert.Equal("0.02 EUR", Cost(new ItemFacts(Small, ready, ready.AddSeconds(1))).ToString());
        Assert.Equal("0.02 EUR", Cost(new ItemFacts(Small, ready, ready.AddHours(1))).ToString());
        Assert.Equal("0.04 EUR", Cost(new ItemFacts(Small, ready, ready.AddHours(1).AddTicks(1))).ToString());
        Assert.Equal("0.00 EUR", Cost(new ItemFacts(Small, ready, ready)).ToString());
    }

    [Fact]
    public void An_hour_over_the_end_of_the_month_is_paid_once_in_the_month_in_which_it_began()
    {
        var facts = new SubscriptionFacts(
            1, "web", [new ItemFacts(Small, November.End.AddMinutes(-30), November.End.AddMinutes(30))]);
        Assert.Equal(1, Assert.Single(Rater.Rate([facts], Period.Of(November))).Hours);
        Assert.Empty(Rater.Rate([facts], Period.Of(November.Next)));
    }

    [Fact]
    public void A_whole_month_costs_the_cap_in_every_month()
    {
        foreach (var month in new[] { new Month(2024, 2), new Month(2026, 2), November, new Month(2026, 12) })
        {
            var facts = new SubscriptionFacts(1, "web", [new ItemFacts(Small, month.Start, null)]);
            var line = Assert.Single(Rater.Rate([facts], Period.Of(month)));
            Assert.Equal(DateTime.DaysInMonth(month.Year, month.Number) * 24, line.Hours);
            Assert.Equal("8.00 EUR", line.Amount.ToString());
            Assert.True(line.Capped);
        }
    }

    [Fact]
    public void The_hour_of_a_change_is_paid_once_at_the_dearer_price()
    {
        var ready = November.Start;
        var at = ready.AddHours(2).AddMinutes(30);
        var end = ready.AddHours(5);
        Assert.Equal("0.16 EUR", Cost(new ItemFacts(Small, ready, at), new ItemFacts(Large, at, end)).ToString());
        Assert.Equal("0.16 EUR", Cost(new ItemFacts(Large, ready, at), new ItemFacts(Small, at, end)).ToString());
    }

    [Fact]
    public void Leaving_a_plan_and_coming_back_does_not_start_its_cap_anew()
    {
        var (first, second) = (November.Start.AddHours(360), November.Start.AddHours(361));
        var cost = Cost(
            new ItemFacts(Small, November.Start, first), new ItemFacts(Large, first, second), new ItemFacts(Small, second, null));

        // 719 h at 0.02 are capped at 8.00; one hour at 0.04.
        Assert.Equal("8.04 EUR", cost.ToString());
    }

    [Fact]
    public void A_month_of_two_plans_costs_no_more_than_the_dearer_plan_alone()
    {
        var at = November.Start.AddHours(400);
        Assert.Equal("16.00 EUR", Cost(new ItemFacts(Large, November.Start, at), new ItemFacts(Small, at, null)).ToString());
    }

    private static Money Cost(params ItemFacts[] items) =>
        Money.Sum(
            Rater.Rate([new SubscriptionFacts(1, "web", items)], Period.Of(November)).Select(line => line.Amount), Eur);

    /// <summary>Subscriptions that run at a moment, with their open item.</summary>
    private static IEnumerable<(SubscriptionFacts Subscription, ItemFacts Last)> Running(History history, DateTimeOffset now) =>
        from subscription in history.Facts
        let last = subscription.Items[^1]
        where last.To is null && last.From <= now
        select (subscription, last);

    private static decimal NaiveBill(SubscriptionFacts subscription, Month month) =>
        NaiveOracle.Rate([subscription], month.Start, month.End).Values.Sum(line => line.Amount);

    private static SubscriptionFacts With(SubscriptionFacts subscription, params ItemFacts[] last) =>
        subscription with { Items = [.. subscription.Items.SkipLast(1), .. last] };
}
