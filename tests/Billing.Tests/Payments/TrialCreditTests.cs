using Hostelry.Billing.Coupons;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Payments.Trial;
using Hostelry.Billing.Payments.Wallet;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Verification;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Billing.Tests.Payments;

public sealed class TrialCreditTests
{
    private static readonly Month November = new(2026, 11);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task Trial_credit_pays_first_and_the_invoice_says_how_much_of_it(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "50.00");
        Assert.Null((await GrantAsync(story, "5.00", new Month(2026, 12).End, "later")).Problem);
        Assert.Null((await GrantAsync(story, "2.00", November.End.AddDays(5), "sooner")).Problem);
        Assert.Equal("57.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
        await story.RunningAsync(7);
        await CloseAsync(story);

        // 8.00: the sooner 2.00, then 5.00 of the later, then 1.00 of the rest.
        var invoice = Assert.Single(await story.Database.AsOrganizationAsync(7, (InvoiceQueries queries) => queries.ListAsync(7, Ct)));
        Assert.Equal(("7.00 EUR", "8.00"), (invoice.FromTrial.ToString(), invoice.Document.PaidFromBalance));
        Assert.Equal([200L, 500L], (await story.AllAsync<TrialUse>()).OrderBy(use => use.Id).Select(use => use.AmountMinor));
        story.Database.Clock.SetUtcNow(new DateTimeOffset(2027, 3, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(0, await ExpireAsync(story));
    }

    [Theory, OnBothDatabases]
    public async Task On_its_day_what_nobody_used_goes_back_to_where_it_was_granted_once(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "50.00");
        await GrantAsync(story, "5.00", story.Now.AddHours(100), "a");
        await story.RunningAsync(7);
        story.Database.Clock.Advance(TimeSpan.FromHours(100) - TimeSpan.FromTicks(1));
        Assert.Equal(0, await ExpireAsync(story));
        story.Database.Clock.Advance(TimeSpan.FromTicks(1));

        // 100 hours are 2.00: they are kept for the month's invoice, 3.00 go back.
        Assert.Equal(1, await ExpireAsync(story));
        Assert.Equal(0, await ExpireAsync(story));
        Assert.Equal("52.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
        Assert.Equal(-5200, await GrantedAsync(story));

        await CloseAsync(story);
        Assert.Equal(200, Assert.Single(await story.AllAsync<TrialUse>()).AmountMinor);
        Assert.Equal(0, await ExpireAsync(story));
        Assert.Equal("44.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
        Assert.NotNull(Assert.Single(await story.AllAsync<TrialCredit>()).EndedAt);
        Assert.Empty(await story.Database.AsWorkerAsync((VerifyBooks verify) => verify.WholeAsync(Ct)));
    }

    [Theory, OnBothDatabases]
    public async Task What_a_months_invoice_leaves_of_what_was_kept_goes_back_after_it(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "50.00");
        await story.RunningAsync(7);
        await GrantAsync(story, "5.00", story.Now.AddHours(100), "a");
        story.Database.Clock.Advance(TimeSpan.FromHours(100));
        Assert.Equal(1, await ExpireAsync(story));

        // A coupon comes afterwards: most of the 2.00 that were kept is not needed.
        var almost = new PublishCouponRequest("ALMOST", CouponKind.Percent, UnitPrice.Parse("0.9", Story.Eur));
        Assert.Null((await story.Database.AsWorkerAsync((PublishCoupon publish) => publish.ExecuteAsync(almost, Ct))).Problem);
        Assert.Null((await story.Database.AsWorkerAsync((RedeemCoupon redeem) => redeem.ExecuteAsync(7, "ALMOST", Ct))).Problem);
        await CloseAsync(story);

        // 8.00 less nine tenths are 0.80.
        Assert.Equal(80, Assert.Single(await story.AllAsync<TrialUse>()).AmountMinor);
        Assert.Equal(1, await ExpireAsync(story));
        Assert.Equal("50.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
        Assert.Equal(-5080, await GrantedAsync(story));
    }

    [Theory, OnBothDatabases]
    public async Task A_grant_is_made_once_and_a_wrong_one_not_at_all(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "0.00");
        var end = story.Now.AddDays(30);
        var first = await GrantAsync(story, "5.00", end, "a");
        Assert.Equal(first.Value.Id, (await GrantAsync(story, "5.00", end, "a")).Value.Id);
        Assert.Equal("idempotency_key_reused", (await GrantAsync(story, "5.00", end.AddDays(1), "a")).Problem?.Code);
        Assert.Equal("idempotency_key_reused", (await GrantAsync(story, "6.00", end, "a")).Problem?.Code);
        Assert.Equal("invalid_input", (await GrantAsync(story, "5.00", story.Now, "b")).Problem?.Code);
        Assert.Equal("invalid_input", (await GrantAsync(story, "0.00", end, "c")).Problem?.Code);
        Assert.Equal("5.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
        Assert.Single(await story.AllAsync<TrialCredit>());
    }

    [Theory, OnBothDatabases]
    public async Task A_promotions_code_grants_credit_that_expires_and_touches_no_bill(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "0.00");
        var coupon = new PublishCouponRequest("TRY-US", CouponKind.Credit, UnitPrice.Parse("10", Story.Eur)) { CreditDays = 14 };
        Assert.Equal("invalid_input", (await story.Database.AsWorkerAsync(
            (PublishCoupon publish) => publish.ExecuteAsync(coupon with { CreditDays = null }, Ct))).Problem?.Code);
        Assert.Null((await story.Database.AsWorkerAsync((PublishCoupon publish) => publish.ExecuteAsync(coupon, Ct))).Problem);
        Assert.Null((await story.Database.AsWorkerAsync((RedeemCoupon redeem) => redeem.ExecuteAsync(7, "try-us", Ct))).Problem);
        Assert.Equal("coupon_used_up", (await story.Database.AsWorkerAsync(
            (RedeemCoupon redeem) => redeem.ExecuteAsync(7, "try-us", Ct))).Problem?.Code);

        var credit = Assert.Single(await story.AllAsync<TrialCredit>());
        Assert.Equal((1000L, story.Now.AddDays(14)), (credit.AmountMinor, credit.ExpiresAt));
        var overview = await story.Database.AsOrganizationAsync(7, (MoneyOverview money) => money.ForAsync(7, Ct));
        Assert.Equal([(Story.Euro("10.00"), story.Now.AddDays(14))], overview!.Trial);
        await story.RunningAsync(7);
        await CloseAsync(story);
        Assert.DoesNotContain(await story.AllAsync<InvoiceLine>(), line => line.Kind == LineKind.Discount);
    }

    [Theory, OnBothDatabases]
    public async Task A_new_account_gets_what_the_settings_say_once(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(
            kind, services => services.AddSingleton(new TrialSettings { Amount = 12.345m, Days = 10 }));
        await story.CustomerAsync(7, "0.00");
        Task<Result<Done>> GiveAsync() => story.Database.AsWorkerAsync((GrantSignUpCredit give) => give.ExecuteAsync(7, Ct));
        Assert.Null((await GiveAsync()).Problem);
        story.Database.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("idempotency_key_reused", (await GiveAsync()).Problem?.Code);
        Assert.Equal("12.34 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
    }

    [Fact]
    public void What_expires_sooner_is_spent_before_what_expires_later_what_was_granted_and_what_was_paid()
    {
        var now = new DateTimeOffset(2026, 11, 10, 0, 0, 0, TimeSpan.Zero);
        Lot Of(bool paid, int day, int? expires) =>
            new(Guid.CreateVersion7(now.AddDays(day)), paid, now.AddDays(day), Story.Euro("1.00"))
            {
                ExpiresAt = expires is { } at ? now.AddDays(at) : null,
            };
        Lot[] lots = [Of(true, 0, null), Of(false, 1, null), Of(false, 2, 90), Of(false, 3, 30)];
        Assert.Equal(
            [(3, "0.00"), (2, "0.50"), (1, "1.00"), (0, "1.00")],
            SpendingOrder.Left(lots, Story.Euro("2.50")).Select(lot => ((int)(lot.At - now).TotalDays, lot.Amount.ToDecimalString())));
    }

    private static Task<Result<TrialCredit>> GrantAsync(Story story, string amount, DateTimeOffset expires, string key) =>
        story.Database.AsWorkerAsync((GrantTrialCredit grant) =>
            grant.ExecuteAsync(new GrantTrialCreditRequest(7, Story.Euro(amount), expires, "a test", key), Ct));

    private static Task<int> ExpireAsync(Story story) =>
        story.Database.AsWorkerAsync((ExpireTrialCredits expire) => expire.ExecuteAsync(Ct));

    private static Task<long> GrantedAsync(Story story) => story.ReadAsync(db => db.Reachable<LedgerEntry>()
        .Where(entry => entry.Account!.Kind == AccountKind.Granted).SumAsync(entry => entry.AmountMinor, Ct));

    private static async Task CloseAsync(Story story)
    {
        story.Database.Clock.SetUtcNow(November.End + CloseMonth.Grace);
        Assert.Null((await story.Database.AsWorkerAsync((CloseLastMonth close) => close.ExecuteAsync(Ct))).Problem);
    }
}
