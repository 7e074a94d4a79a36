using System.Globalization;

using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Coupons;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Subscriptions;
using Hostelry.Testing;

namespace Hostelry.Billing.Tests;

/// <summary>What nobody can have meant: quantities, days that are none, another seller's things.</summary>
public sealed class BadInputTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task Quantities_that_are_none_are_refused_and_nothing_is_ordered(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "100000.00");
        await PublishAsync(story, "volume", PriceTerms.UnitHour(UnitPrice.Parse("0.000000001", Story.Eur)), 1);
        async Task<string?> OrderAsync(string product, long quantity) => (await story.Database.AsOrganizationAsync(7, (OpenSubscription open) =>
            open.ExecuteAsync(new OpenSubscriptionRequest(7, product, Story.Here, "volume", 0, "data") { Quantity = quantity }, Ct))).Problem?.Code;

        foreach (var quantity in new[] { -1, 0, 2_147_483_648, long.MaxValue, long.MinValue })
        {
            Assert.Equal("invalid_input", await OrderAsync("volume", quantity));
        }

        Assert.Equal("invalid_input", await OrderAsync(Story.Small, 2));
        Assert.Empty(await story.AllAsync<Subscription>());
        Assert.Null(await OrderAsync("volume", int.MaxValue));
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("1e2")]
    [InlineData("9223372036854775808")]
    [InlineData("0.001")]
    [InlineData("1,50")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("١")]
    [InlineData("NaN")]
    [InlineData("0x10")]
    [InlineData("")]
    public void What_is_no_amount_is_read_as_none_in_every_culture(string text)
    {
        var present = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in new[] { "", "tr-TR", "ar-SA", "de-DE" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                Assert.False(Money.TryParse(text, Story.Eur, out _), $"{text} in {culture}");
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = present;
        }
    }

    [Theory, OnBothDatabases]
    public async Task Another_sellers_price_and_coupon_are_as_if_there_were_none(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await PublishAsync(story, "server_type:theirs", PriceTerms.BegunHour(UnitPrice.Parse("0.01", Story.Eur), Story.Euro("4.00")), 2);
        await PublishAsync(story, Story.Small, PriceTerms.BegunHour(UnitPrice.Parse("0.001", Story.Eur), Story.Euro("0.40")), 2);
        var coupon = new PublishCouponRequest("THEIRS", CouponKind.Percent, UnitPrice.Parse("1", Story.Eur)) { SellerId = 2 };
        Assert.Null((await story.Database.AsWorkerAsync((PublishCoupon publish) => publish.ExecuteAsync(coupon, Ct))).Problem);

        Assert.Equal("price_missing", (await story.OrderAsync(7, "server_type:theirs")).Problem?.Code);
        Assert.Equal("coupon_missing", (await story.Database.AsWorkerAsync(
            (RedeemCoupon redeem) => redeem.ExecuteAsync(7, "THEIRS", Ct))).Problem?.Code);
        story.Database.Clock.Advance(TimeSpan.FromMinutes(1));
        await story.RunningAsync(7);
        Assert.Equal("8.00 EUR", (await story.BalanceAsync(7)).Committed.ToString());
    }

    [Theory]
    [InlineData("Pacific/Kiritimati", "2026-11-30T11:00:00Z", "2026-12-01", "2026-12-15T10:00:00Z")]
    [InlineData("Pacific/Midway", "2026-12-01T10:59:00Z", "2026-11-30", "2026-12-15T11:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-15T12:00:00Z", "2026-03-15", "2026-03-29T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-11T12:00:00Z", "2026-10-11", "2026-10-25T23:00:00Z")]
    [InlineData("America/Havana", "2026-02-21T12:00:00Z", "2026-02-21", "2026-03-08T05:00:00Z")]
    [InlineData("America/Asuncion", "2023-09-16T12:00:00Z", "2023-09-16", "2023-10-01T04:00:00Z")]
    [InlineData("UTC", "2024-02-15T12:00:00Z", "2024-02-15", "2024-03-01T00:00:00Z")]
    [InlineData("UTC", "2026-02-15T12:00:00Z", "2026-02-15", "2026-03-02T00:00:00Z")]
    public void An_invoices_day_and_its_due_end_are_the_legal_entitys_in_every_zone_and_year(
        string zone, string issued, string day, string due)
    {
        var moment = DateTimeOffset.Parse(issued, CultureInfo.InvariantCulture);
        Assert.Equal(day, InvoiceDates.Day(moment, zone));
        Assert.Equal(DateTimeOffset.Parse(due, CultureInfo.InvariantCulture), InvoiceDates.EndOfDay(moment, 14, zone));
    }

    [Fact]
    public void The_29th_of_february_is_paid_like_any_day_and_a_month_ends_at_its_own_end()
    {
        var hour = new HourTariff(1, "small", UnitPrice.Parse("0.02", Story.Eur), Story.Euro("8.00"));
        long Hours(Month month, DateTimeOffset from, DateTimeOffset? to) =>
            Rater.Rate([new SubscriptionFacts(1, "web", [new ItemFacts(hour, from, to)])], Period.Of(month)).Sum(line => line.Hours);
        var (leap, plain) = (new Month(2024, 2), new Month(2026, 2));

        Assert.Equal(24, Hours(leap, leap.End.AddDays(-1), null));
        Assert.Equal(24, Hours(leap.Next, leap.End.AddDays(-1), leap.End.AddDays(1)));
        Assert.Equal((696, 672), (leap.Hours, plain.Hours));
        Assert.Equal(1, Hours(plain, plain.End.AddTicks(-1), null));
        Assert.Equal(0, Hours(plain, plain.End, null));
    }

    private static async Task PublishAsync(Story story, string product, PriceTerms terms, long seller) =>
        Assert.Null((await story.Database.AsWorkerAsync((PublishPrice publish) =>
            publish.ExecuteAsync(new PublishPriceRequest(product, Story.Here, terms, null, seller), Ct))).Problem);
}
