using System.Globalization;

using CsCheck;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Subscriptions;

namespace Hostelry.Billing.Tests.Rating;

/// <summary>Every kind of price: examples by hand, and the naive oracle on random facts.</summary>
public sealed class PriceKindTests
{
    private static readonly Currency Eur = Currency.Of("EUR");
    private static readonly Month November = new(2026, 11);

    [Fact]
    public void A_calendar_month_costs_its_price_in_every_month_and_half_of_it_for_half_the_hours()
    {
        var monthly = new MonthTariff(1, "month", UnitPrice.Parse("7.77", Eur));
        foreach (var month in new[] { new Month(2024, 2), new Month(2026, 2), November, new Month(2026, 12) })
        {
            Assert.Equal("7.77 EUR", Cost(month, new ItemFacts(monthly, month.Start, null)));
            Assert.Equal(
                "3.89 EUR", Cost(month, new ItemFacts(monthly, month.Start, month.Start.AddHours(month.Hours / 2))));
        }
    }

    [Fact]
    public void Unit_hours_are_units_times_begun_hours_and_a_resize_counts_from_its_hour_on()
    {
        var volume = new UnitHourTariff(1, "volume", UnitPrice.Parse("0.0001", Eur), null);
        var grown = November.Start.AddHours(10).AddMinutes(30);
        var items = new[]
        {
            new ItemFacts(volume, November.Start, grown, 10), new ItemFacts(volume, grown, November.Start.AddHours(20), 50),
        };
        var line = Assert.Single(Rater.Rate([new SubscriptionFacts(1, "data", items)], Period.Of(November)));

        // Ten hours of 10, then ten of 50: the hour of the change belongs to the dearer.
        Assert.Equal((600m, 20L, "0.06 EUR"), (line.Quantity, line.Hours, line.Amount.ToString()));
    }

    [Fact]
    public void A_cap_for_one_unit_counts_for_the_most_units_there_were()
    {
        var volume = new UnitHourTariff(1, "volume", UnitPrice.Parse("0.01", Eur), Money.Parse("1.00", Eur));
        Assert.Equal("40.00 EUR", Cost(November, new ItemFacts(volume, November.Start, null, 40)));
    }

    [Fact]
    public void An_app_costs_its_month_once_however_short_it_ran()
    {
        var app = new AppTariff(1, "app", UnitPrice.Parse("5", Eur));
        Assert.Equal("5.00 EUR", Cost(November, new ItemFacts(app, November.Start, November.Start.AddMinutes(1))));
        Assert.Equal("5.00 EUR", Cost(November.Next, new ItemFacts(app, November.Start, null)));
        Assert.Equal("0.00 EUR", Cost(November.Next, new ItemFacts(app, November.Start, November.End)));
    }

    [Fact]
    public void A_set_up_is_charged_once_in_the_month_of_its_start()
    {
        var setup = new ItemFacts(new OneOffTariff(1, "setup", UnitPrice.Parse("12.50", Eur)), November.Start.AddDays(3), null, 2);
        Assert.Equal("25.00 EUR", Cost(November, setup));
        Assert.Equal("0.00 EUR", Cost(November.Next, setup));
        Assert.Equal("0.00 EUR", Cost(November.Previous, setup));
    }

    [Fact]
    public void Backups_cost_a_fifth_of_what_their_server_cost_while_they_ran()
    {
        var server = new SubscriptionFacts(
            1, "web", [new ItemFacts(new HourTariff(1, "small", UnitPrice.Parse("0.02", Eur), Money.Parse("8.00", Eur)), November.Start, null)]);
        SubscriptionFacts Backups(DateTimeOffset from) =>
            new(2, "web backups", [new ItemFacts(new PercentageTariff(2, "backup", UnitPrice.Parse("0.2", Eur)), from, null)])
            {
                OfSubscriptionId = 1,
            };

        var whole = Rater.Rate([server, Backups(November.Start)], Period.Of(November));
        Assert.Equal(["8.00 EUR", "1.60 EUR"], whole.Select(line => line.Amount.ToString()));

        // 100 hours at 0.02 are 2.00.
        var late = Rater.Rate([server, Backups(November.End.AddHours(-100))], Period.Of(November))[1];
        Assert.Equal((100L, 2.00m, "0.40 EUR"), (late.Hours, late.Quantity, late.Amount.ToString()));
    }

    [Fact]
    public void A_part_agrees_with_the_naive_oracle_on_random_histories() =>
        Gen.Select(Histories.Any, Gen.Int[-86400 * 10, 86400 * 31], Gen.Int[0, 86400 * 40], Gen.Long[0, 2_000_000_000]).Sample(
            (history, start, length, part) =>
            {
                var from = history.Month.Start.AddSeconds(start);
                foreach (var of in history.Facts)
                {
                    var item = new ItemFacts(
                        new PercentageTariff(99, "part", new UnitPrice(part, history.Currency)), from, from.AddSeconds(length));
                    var backups = new SubscriptionFacts(of.SubscriptionId + 100, "part", [item]) { OfSubscriptionId = of.SubscriptionId };
                    var lines = Rater.Rate([.. history.Facts, backups], Period.Of(history.Month))
                        .Where(line => line.Kind == LineKind.Percentage);
                    var expected = NaiveOracle.Part(backups, of, history.Month.Start, history.Month.End);
                    Assert.Equal(expected, Major(Rater.Total(lines, history.Currency)));
                }
            },
            iter: 300);

    [Theory]
    [InlineData(1000, "0.00")]
    [InlineData(1001, "0.05")]
    [InlineData(1100, "5.00")]
    [InlineData(1101, "5.03")]
    [InlineData(1300, "11.00")]
    public void A_graduated_meter_prices_each_part_at_its_own_tier(long measured, string expected) =>
        Assert.Equal(expected, Meter(Tiering.Graduated, measured, 1000));

    [Theory]
    [InlineData(1100, "5.00")]
    [InlineData(1101, "3.03")]
    public void A_volume_meter_prices_all_at_the_tier_that_is_reached(long measured, string expected) =>
        Assert.Equal(expected, Meter(Tiering.Volume, measured, 1000));

    [Fact]
    public void Meters_agree_with_the_naive_oracle() =>
        Gen.Select(
            Gen.Int[0, 3000], Gen.Int[0, 1500], Gen.Int[1, 7], Gen.Int[0, 2], Gen.Long[0, 90_000_000], Gen.Long[0, 90_000_000],
            Gen.Int[1, 300], Gen.OneOf(Gen.Const("EUR"), Gen.Const("JPY"), Gen.Const("KWD"))).Sample(
            (measured, allowance, size, tiering, first, second, step, code) =>
            {
                var currency = Currency.Of(code);
                Tier[] tiers = tiering == 0
                    ? []
                    : [new Tier(0, new UnitPrice(first, currency)), new Tier(step, new UnitPrice(second, currency))];
                var tariff = new MeterTariff(
                    1, "meter:x", new UnitPrice(first, currency), size, allowance, false, (Tiering)tiering, tiers);
                Assert.Equal(NaiveOracle.Meter(tariff, measured, allowance), Major(Rater.Total(Lines(tariff, measured), currency)));
            },
            iter: 300);

    [Fact]
    public void A_pool_shares_allowances_and_a_server_that_ran_half_a_month_brings_half_of_its_own()
    {
        var price = Traffic(pooled: true);
        var facts = new CustomerFacts(
            [Running(1, November.Start), Running(2, November.Start.AddHours(360))],
            [Used(1, price, 1400), Used(2, price, 0)],
            []);
        var line = Rater.Rate(facts, Period.Of(November)).Single(line => line.Kind == LineKind.Usage);
        Assert.Equal((0L, 1400L, 1500L, "0.00 EUR"), (line.SubscriptionId, line.Measured, line.Included, line.Amount.ToString()));

        var alone = new CustomerFacts(facts.Subscriptions, [Used(1, Traffic(pooled: false), 1400)], []);
        Assert.Equal(
            "4.00 EUR", Rater.Rate(alone, Period.Of(November)).Single(line => line.Kind == LineKind.Usage).Amount.ToString());
    }

    [Fact]
    public void Unit_seconds_are_priced_as_unit_hours()
    {
        var price = new MeterTariff(1, "meter:disk", UnitPrice.Parse("0.36", Eur), 1, 0, false, Tiering.None, []);
        var facts = new CustomerFacts(
            [Running(1, November.Start)], [new UsageFacts(1, "disk", November, 1800, 3600, price)], []);
        Assert.Equal("0.18 EUR", Rater.Rate(facts, Period.Of(November)).Single(line => line.Kind == LineKind.Usage).Amount.ToString());
    }

    [Fact]
    public void A_coupon_takes_its_parts_off_each_product_and_loses_no_cent() =>
        Gen.Select(Histories.Any, Gen.Long[0, 1_500_000_000], Gen.Long[0, 90_000_000_000], Gen.Bool).Sample(
            (history, part, amount, percent) =>
            {
                var off = new UnitPrice(percent ? part : amount, history.Currency);
                var coupon = new CouponFacts(
                    7, "WELCOME", percent ? CouponKind.Percent : CouponKind.Amount, off, history.Month, 1, "");
                var gross = Rater.Rate(history.Facts, Period.Of(history.Month));
                var lines = Rater.Rate(new CustomerFacts(history.Facts, [], [coupon]), Period.Of(history.Month));
                var total = Rater.Total(gross, history.Currency);
                var exact = percent ? Major(total) * off.ToDecimal() : off.ToDecimal();
                var expected = Math.Min(
                    Major(total), Math.Round(exact, history.Currency.Exponent, MidpointRounding.AwayFromZero));
                Assert.Equal(expected, Major(total) - Major(Rater.Total(lines, history.Currency)));
                Assert.All(
                    lines.GroupBy(line => line.Tariff.ProductCode),
                    product => Assert.False(Rater.Total(product, history.Currency).IsNegative));
            },
            iter: 300);

    [Fact]
    public void A_coupon_counts_in_its_months_alone()
    {
        CustomerFacts Facts(int? months) => new(
            [Running(1, November.Start)], [], [new CouponFacts(1, "X", CouponKind.Percent, UnitPrice.Parse("0.5", Eur), November, months, "")]);
        bool Discounts(int? months, Month month) =>
            Rater.Rate(Facts(months), Period.Of(month)).Any(line => line.Kind == LineKind.Discount);

        Assert.False(Discounts(2, November.Previous));
        Assert.True(Discounts(2, November));
        Assert.True(Discounts(2, November.Next));
        Assert.False(Discounts(2, November.Next.Next));
        Assert.True(Discounts(null, new Month(2030, 1)));
    }

    [Fact]
    public void Leaving_a_commitment_early_costs_in_all_what_staying_would_have()
    {
        var until = November.Start.AddMonths(3);
        var stays = Committed(null);
        var leaves = Committed(November.Start.AddDays(40).AddMinutes(7));
        Money All(SubscriptionFacts facts) => Money.Sum(
            Enumerable.Range(0, 3).Select(month => Rater.Total(
                Rater.Rate([facts], Period.Of(Month.Of(November.Start.AddMonths(month)))), Eur)),
            Eur);

        Assert.Equal("24.00 EUR", All(stays).ToString());
        Assert.Equal("24.00 EUR", All(leaves).ToString());
        var owed = Rater.Rate([leaves], Period.Of(November.Next)).Single(line => line.Kind == LineKind.Commitment);
        Assert.Equal(until, owed.To);

        SubscriptionFacts Committed(DateTimeOffset? end) => Running(1, November.Start, end) with { CommittedUntil = until };
    }

    [Fact]
    public void An_order_holds_the_whole_commitment()
    {
        var tariff = Plan with { CommitmentMonths = 12 };
        var pending = new SubscriptionRecord(1, new SubscriptionFacts(1, "web", []), tariff, null);
        Assert.Equal("96.00 EUR", Exposure.Of([pending], Eur, November.Start, November.Start).Committed.ToString());
    }

    [Fact]
    public void Rating_is_the_same_in_every_culture_and_zone()
    {
        var present = CultureInfo.CurrentCulture;
        var expected = Bill(TimeSpan.Zero);
        try
        {
            foreach (var culture in new[] { "tr-TR", "ar-SA", "de-DE", "th-TH" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                Assert.Equal(expected, Bill(TimeSpan.Zero));
                Assert.Equal(expected, Bill(TimeSpan.FromHours(14)));
                Assert.Equal(expected, Bill(TimeSpan.FromHours(-11)));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = present;
        }

        // The same moments, written in another zone; DST changes inside the month (2026-03-29 in Europe) play no part.
        static string Bill(TimeSpan offset)
        {
            var march = new Month(2026, 3);
            var item = new ItemFacts(
                Plan, march.Start.AddDays(27).ToOffset(offset), march.Start.AddDays(29).AddMinutes(1).ToOffset(offset));
            var line = Assert.Single(Rater.Rate([new SubscriptionFacts(1, "web", [item])], Period.Of(march)));
            return $"{line.Hours} {line.Amount}";
        }
    }

    private static HourTariff Plan => new(1, "small", UnitPrice.Parse("0.02", Eur), Money.Parse("8.00", Eur));

    private static SubscriptionFacts Running(long id, DateTimeOffset from, DateTimeOffset? to = null) =>
        new(id, "web", [new ItemFacts(Plan, from, to)]);

    private static MeterTariff Traffic(bool pooled) =>
        new(5, "meter:traffic_out", UnitPrice.Parse("0.01", Eur), 1, 1000, pooled, Tiering.None, []);

    private static UsageFacts Used(long subscription, MeterTariff price, long quantity) =>
        new(subscription, "traffic_out", November, quantity, 1, price);

    private static IEnumerable<RatedLine> Lines(MeterTariff tariff, long measured) =>
        Rater.Rate(
                new CustomerFacts(
                    [Running(1, November.Start)], [new UsageFacts(1, "x", November, measured, 1, tariff)], []),
                Period.Of(November))
            .Where(line => line.Kind == LineKind.Usage);

    private static string Meter(Tiering tiering, long measured, long allowance)
    {
        var tariff = new MeterTariff(
            1, "meter:x", UnitPrice.Parse("0.05", Eur), 1, allowance, false, tiering,
            [new Tier(0, UnitPrice.Parse("0.05", Eur)), new Tier(100, UnitPrice.Parse("0.03", Eur))]);
        return Rater.Total(Lines(tariff, measured), Eur).ToDecimalString();
    }

    private static string Cost(Month month, params ItemFacts[] items) =>
        Rater.Total(Rater.Rate([new SubscriptionFacts(1, "x", items)], Period.Of(month)), Eur).ToString();

    private static decimal Major(Money amount) => (decimal)amount.Minor / amount.Currency.MinorUnits;
}
