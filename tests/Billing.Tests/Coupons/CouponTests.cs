using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Coupons;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Notices;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Subscriptions;
using Hostelry.Testing;

namespace Hostelry.Billing.Tests.Coupons;

public sealed class CouponTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task A_coupon_for_one_is_redeemed_by_one_of_fifty_at_once(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        foreach (var customer in Enumerable.Range(1, 5))
        {
            await story.CustomerAsync(customer, "0.00");
        }

        await PublishAsync(story, Half with { MostUses = 1 });
        var tries = await Task.WhenAll(Enumerable.Range(0, 50).Select(at => Task.Run(() => RedeemAsync(story, 1 + (at % 5)))));

        Assert.Equal(1, tries.Count(one => one.IsSuccess));
        Assert.All(tries.Where(one => !one.IsSuccess), one => Assert.Equal("coupon_used_up", one.Problem!.Code));
        Assert.Single(await story.AllAsync<CouponRedemption>());
        Assert.Equal(1, Assert.Single(await story.AllAsync<Coupon>()).Uses);
    }

    [Theory, OnBothDatabases]
    public async Task Half_off_halves_the_preview_and_what_an_order_needs(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "4.00");
        Assert.Equal("insufficient_funds", (await story.OrderAsync(7)).Problem!.Code);
        await PublishAsync(story, Half);
        Assert.Null((await RedeemAsync(story, 7, "half-off")).Problem);

        await story.RunningAsync(7);
        story.Database.Clock.Advance(TimeSpan.FromHours(100));
        var preview = await story.Database.AsOrganizationAsync(7, (Preview preview) => preview.ForAsync(7, Ct));
        Assert.Equal(("1.00 EUR", "4.00 EUR"), (preview!.Total.ToString(), (await story.BalanceAsync(7)).Committed.ToString()));
        Assert.Equal("coupon_used_up", (await RedeemAsync(story, 7)).Problem!.Code);
    }

    [Theory, OnBothDatabases]
    public async Task A_coupon_that_is_over_unknown_or_of_another_currency_is_as_if_there_were_none(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await story.CustomerAsync(8, "10000", "JPY");
        await PublishAsync(story, Half with { ValidUntil = story.Now.AddDays(1) });
        await PublishAsync(story, new PublishCouponRequest("FIVE-EURO", CouponKind.Amount, UnitPrice.Parse("5", Story.Eur)));

        Assert.Equal("coupon_missing", (await RedeemAsync(story, 7, "NOTHING")).Problem!.Code);
        Assert.Equal("coupon_missing", (await RedeemAsync(story, 8, "FIVE-EURO")).Problem!.Code);
        Assert.Null((await RedeemAsync(story, 8)).Problem);
        story.Database.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("coupon_missing", (await RedeemAsync(story, 7)).Problem!.Code);
    }

    [Theory, OnBothDatabases]
    public async Task An_order_at_a_price_that_has_changed_since_it_was_shown_is_refused(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        var quoted = (await story.AllAsync<Price>()).First(price => price.ProductCode == Story.Small);
        Task<Result<Subscription>> OrderAsync() => story.Database.AsOrganizationAsync(7, (OpenSubscription open) => open.ExecuteAsync(
            new OpenSubscriptionRequest(7, Story.Small, Story.Here, "server", 0, "web") { QuotedPriceId = quoted.Id }, Ct));
        Assert.Null((await OrderAsync()).Problem);
        story.Database.Clock.Advance(TimeSpan.FromMinutes(1));
        await story.Database.AsWorkerAsync((PublishPrice publish) =>
            publish.ExecuteAsync(Story.Price(Story.Small, "0.01", "4.00", Story.Eur), Ct));

        Assert.Equal("price_changed", (await OrderAsync()).Problem!.Code);
    }

    [Theory, OnBothDatabases]
    public async Task A_running_server_changes_to_an_announced_price_on_its_day_and_is_told_before_once(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        var server = await story.RunningAsync(7);
        var price = (await story.Database.AsWorkerAsync((PublishPrice publish) =>
            publish.ExecuteAsync(Story.Price(Story.Small, "0.03", "12.00", Story.Eur) with { ValidFrom = story.Now.AddDays(1) }, Ct))).Value;
        Assert.Null((await story.Database.AsWorkerAsync(
            (AnnouncePriceChange announce) => announce.ExecuteAsync(price.Id, new Month(2027, 1), Ct))).Problem);
        Task<Result<int>> ApplyAsync() => story.Database.AsWorkerAsync((ApplyPriceChanges apply) => apply.ExecuteAsync(Ct));
        Task<int> TellAsync() => story.Database.AsWorkerAsync((TellPriceChanges tell) => tell.ExecuteAsync(Ct));
        Task<IReadOnlyList<AnnouncedChange>> NoticesAsync() =>
            story.Database.AsOrganizationAsync(7, (AnnouncedChanges changes) => changes.ForAsync(7, Ct));

        var notice = Assert.Single(await NoticesAsync());
        Assert.Equal(1, await TellAsync());
        Assert.Equal(0, await TellAsync());
        await story.CustomerAsync(8);
        await story.RunningAsync(8);
        Assert.Equal(1, await TellAsync());
        Assert.Equal(
            [(7L, "small\n0.02 EUR, ≤ 8.00 EUR\n0.03 EUR, ≤ 12.00 EUR\n2027-01-01"), (8L, "small\n0.02 EUR, ≤ 8.00 EUR\n0.03 EUR, ≤ 12.00 EUR\n2027-01-01")],
            (await story.AllAsync<CustomerNotice>()).OrderBy(one => one.OrganizationId).Select(one => (one.OrganizationId, one.Values)));
        Assert.Equal(2, (await story.AllAsync<OutgoingMail>()).Count(mail => mail.Kind == MailKind.PriceChange));
        Assert.Equal((server, "8.00 EUR", "12.00 EUR"), (notice.SubscriptionId, notice.Present.MonthlyCap.ToString(), notice.Next.MonthlyCap.ToString()));
        story.Database.Clock.SetUtcNow(new Month(2026, 12).End.AddMinutes(-1));
        Assert.Equal(0, (await ApplyAsync()).Value);
        story.Database.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(2, (await ApplyAsync()).Value);
        Assert.Equal(0, (await ApplyAsync()).Value);

        Assert.Empty(await NoticesAsync());
        var items = (await story.AllAsync<SubscriptionItem>()).Where(item => item.SubscriptionId == server).OrderBy(item => item.Id).ToList();
        Assert.Equal(new Month(2027, 1).Start, items[0].To);
        Assert.Equal((items[0].To, price.Id), (items[1].From, items[1].PriceId));
    }

    [Theory, OnBothDatabases]
    public async Task What_ends_or_changes_before_the_worker_brought_an_announced_price_pays_it_from_its_day_all_the_same(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        var (ends, changes) = (await story.RunningAsync(7), await story.RunningAsync(7));
        story.Database.Clock.Advance(TimeSpan.FromHours(1));
        var price = (await story.Database.AsWorkerAsync((PublishPrice publish) =>
            publish.ExecuteAsync(Story.Price(Story.Small, "0.03", "12.00", Story.Eur), Ct))).Value;
        Assert.Null((await story.Database.AsWorkerAsync(
            (AnnouncePriceChange announce) => announce.ExecuteAsync(price.Id, new Month(2027, 1), Ct))).Problem);
        var day = new Month(2027, 1).Start;
        story.Database.Clock.SetUtcNow(day.AddHours(14));

        Assert.Null((await story.EndAsync(ends, story.Now)).Problem);
        Assert.Null((await story.ChangeAsync(changes, Story.Large, story.Now)).Problem);

        var items = (await story.AllAsync<SubscriptionItem>()).OrderBy(item => item.Id).ToLookup(item => item.SubscriptionId);
        Assert.Equal([(day, false), (story.Now, true)], items[ends].Select(item => (item.To!.Value, item.PriceId == price.Id)));
        Assert.Equal(
            [(day, false), (story.Now, true), (null, false)],
            items[changes].Select(item => ((DateTimeOffset?)item.To, item.PriceId == price.Id)));
    }

    private static PublishCouponRequest Half => new("HALF-OFF", CouponKind.Percent, UnitPrice.Parse("0.5", Story.Eur));

    private static async Task PublishAsync(Story story, PublishCouponRequest request) =>
        Assert.Null((await story.Database.AsWorkerAsync((PublishCoupon publish) => publish.ExecuteAsync(request, Ct))).Problem);

    private static Task<Result<CouponRedemption>> RedeemAsync(Story story, long customer, string code = "HALF-OFF") =>
        story.Database.AsWorkerAsync((RedeemCoupon redeem) => redeem.ExecuteAsync(customer, code, Ct));
}
