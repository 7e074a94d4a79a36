using System.Text.Json.Nodes;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Disputes;
using Hostelry.Billing.Payments.Refunds;
using Hostelry.Billing.Payments.Wallet;
using Hostelry.Testing;
using Hostelry.Testing.StripeFake;

using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Billing.Tests.Payments;

public sealed class RefundTests
{
    private static readonly PaymentSettings Settings = new() { SecondMemberFrom = 50, DailyChargeCap = 100_000 };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task Full_and_partial_refunds_at_once_never_give_back_more_than_was_paid(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind, Settings);
        var attempt = await PaidAsync(story, "40.00");

        var asked = await Task.WhenAll(Enumerable.Range(0, 12).Select(at => Task.Run(
            () => WishAsync(story, attempt, at % 3 == 0 ? "40.00" : "15.00", $"refund-{at}"))));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => CarryOutAsync(story))));
        await CarryOutAsync(story);

        Assert.All(asked.Where(one => !one.IsSuccess), one => Assert.Equal("refund_too_large", one.Problem!.Code));
        var back = story.Stripe.Of("refund").Sum(one => one["amount"]!.GetValue<long>());
        Assert.InRange(back, 3000, 4000);
        Assert.Equal(4000 - back, (await story.Story.BalanceAsync(7)).Ledger.Minor);
        Assert.All(
            (await story.Story.AllAsync<MoneyRequest>()),
            request => Assert.Equal(MoneyRequestState.Done, request.State));
    }

    [Theory]
    [InlineData(StripeFault.DropAfter)]
    [InlineData(StripeFault.FailAfter)]
    [InlineData(StripeFault.DropBefore)]
    public async Task A_refund_whose_answer_is_lost_is_looked_up_and_made_once(StripeFault fault)
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite, Settings);
        var attempt = await PaidAsync(story, "40.00");
        Assert.Null((await WishAsync(story, attempt, "10.00", "r")).Problem);
        story.Stripe.FailNext(fault, "/refunds");

        Assert.Equal(0, await CarryOutAsync(story));
        Assert.Equal("30.00", await story.BalanceAsync());
        story.Story.Database.Clock.Advance(TimeSpan.FromHours(30));
        Assert.Equal(1, await CarryOutAsync(story));

        Assert.Single(story.Stripe.Of("refund"));
        Assert.Equal("30.00", await story.BalanceAsync());
    }

    [Theory, OnBothDatabases]
    public async Task A_refund_whose_process_dies_at_any_statement_is_made_once_by_the_next(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind, Settings);
        var attempt = await PaidAsync(story, "100.00");
        var (source, total) = (story.Story.Database.Source, 0);
        for (var died = true; died; total++)
        {
            Assert.Null((await WishAsync(story, attempt, "1.00", $"refund-{total}")).Problem);
            source.DieAtStatement(total + 1);
            // As a process that is gone: what it throws nobody hears.
            var thrown = await Record.ExceptionAsync(() => CarryOutAsync(story));
            Assert.True(thrown is null || source.IsDead, thrown?.ToString());
            died = source.IsDead;
            source.Revive();
            story.Story.Database.Clock.Advance(TimeSpan.FromHours(30));
            await CarryOutAsync(story);

            Assert.Equal(total + 1, story.Stripe.Of("refund").Count());
            Assert.Equal(10_000 - ((total + 1) * 100), (await story.Story.BalanceAsync(7)).Ledger.Minor);
            Assert.All(await story.Story.AllAsync<MoneyRequest>(), request => Assert.Equal(MoneyRequestState.Done, request.State));
        }

        Assert.True(total > 5, "The statements of a refund were not all tried.");
    }

    [Fact]
    public async Task What_was_spent_cannot_go_back_and_granted_money_is_spent_first()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite, Settings);
        var attempt = await PaidAsync(story, "10.00");
        Assert.Null((await story.Story.GrantAsync(7, Story.Euro("3.00"), "gift")).Problem);
        await story.Story.RunningAsync(7);
        story.Story.Database.Clock.Advance(TimeSpan.FromHours(249) + TimeSpan.FromMinutes(1));

        // 250 begun hours cost 5.00: three of it were a gift.
        Assert.Equal("refund_too_large", (await WishAsync(story, attempt, "8.01", "a")).Problem!.Code);
        Assert.Null((await WishAsync(story, attempt, "8.00", "b")).Problem);
        Assert.Equal("refund_too_large", (await WishAsync(story, attempt, "0.01", "c")).Problem!.Code);
    }

    [Theory, OnBothDatabases]
    public async Task A_large_refund_and_a_large_credit_need_a_second_member_of_staff(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind, Settings);
        var attempt = await PaidAsync(story, "80.00");
        var refund = (await WishAsync(story, attempt, "60.00", "r")).Value;
        var credit = (await WishAsync(story, null, "50.00", "c")).Value;
        Assert.Equal((MoneyRequestState.Requested, MoneyRequestState.Requested), (refund.State, credit.State));
        Assert.Equal(0, await CarryOutAsync(story));

        Assert.Equal("second_member_needed", (await DecideAsync(story, "user:1", refund.Id)).Problem!.Code);
        Assert.Null((await DecideAsync(story, "user:2", refund.Id)).Problem);
        Assert.Equal("request_decided", (await DecideAsync(story, "user:3", refund.Id)).Problem!.Code);
        Assert.Null((await DecideAsync(story, "user:2", credit.Id)).Problem);
        Assert.Equal(2, await CarryOutAsync(story));

        Assert.Equal("70.00", await story.BalanceAsync());
        Assert.All(await story.Story.AllAsync<MoneyRequest>(), one => Assert.Equal(("user:1", "user:2"), (one.RequestedBy, one.DecidedBy)));
    }

    [Theory, OnBothDatabases]
    public async Task What_was_used_while_a_refund_waited_is_not_given_back_by_the_second_member(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind, Settings);
        var attempt = await PaidAsync(story, "80.00");
        var refund = (await WishAsync(story, attempt, "60.00", "r")).Value;
        await HandBookings.TakeAsync(story.Story, 7, 2001);

        Assert.Equal("refund_too_large", (await DecideAsync(story, "user:2", refund.Id)).Problem!.Code);
        Assert.Equal(0, await CarryOutAsync(story));
        Assert.Empty(story.Stripe.Of("refund"));

        Assert.Null((await story.PayAsync(story.Stripe.AddCard(story.Payer), "5.00")).Problem);
        Assert.Null((await DecideAsync(story, "user:2", refund.Id)).Problem);
        Assert.Equal(1, await CarryOutAsync(story));
        Assert.Equal("4.99", await story.BalanceAsync());
    }

    [Theory, OnBothDatabases]
    public async Task A_large_amount_in_parts_needs_a_second_member_for_a_day(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind, Settings);
        var attempt = await PaidAsync(story, "80.00");
        Assert.Equal(MoneyRequestState.Approved, (await WishAsync(story, null, "30.00", "a")).Value.State);
        Assert.Equal(MoneyRequestState.Approved, (await WishAsync(story, attempt, "19.99", "b")).Value.State);

        var third = (await WishAsync(story, null, "0.01", "c")).Value;
        Assert.Equal(MoneyRequestState.Requested, third.State);
        Assert.Equal(MoneyRequestState.Requested, (await WishAsync(story, null, "0.01", "d", "user:3")).Value.State);
        Assert.Null((await DecideAsync(story, "user:2", third.Id)).Problem);

        story.Story.Database.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(MoneyRequestState.Approved, (await WishAsync(story, null, "49.99", "e")).Value.State);
    }

    [Fact]
    public async Task A_refund_that_Stripe_cannot_carry_is_refused_before_it_leaves_the_balance()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite, Settings, currency: "KWD");
        var wish = new MoneyWish(MoneyRequestKind.Refund, 7, Guid.CreateVersion7(story.Story.Now), Money.Parse("1.005", Currency.Of("KWD")), "a test", "k");

        var refused = await AsAsync(story, "user:1", (RequestMoney request) => request.ExecuteAsync(wish, Ct));

        Assert.Equal(("invalid_input", "amount"), (refused.Problem!.Code, refused.Problem.Field));
    }

    [Fact]
    public async Task A_refused_wish_moves_nothing()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite, Settings);
        var credit = (await WishAsync(story, null, "50.00", "c")).Value;
        Assert.Equal(MoneyRequestState.Rejected, (await DecideAsync(story, "user:2", credit.Id, approve: false)).Value.State);
        Assert.Equal(0, await CarryOutAsync(story));
        Assert.Equal("0.00", await story.BalanceAsync());
    }

    [Fact]
    public async Task A_refund_that_the_bank_gives_back_is_on_the_balance_again()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite, Settings);
        var attempt = await PaidAsync(story, "40.00");
        Assert.Null((await WishAsync(story, attempt, "10.00", "r")).Problem);
        await CarryOutAsync(story);
        Assert.Equal("30.00", await story.BalanceAsync());

        await story.Stripe.FailRefundAsync(story.Stripe.Of("refund").Single()["id"]!.GetValue<string>());
        await story.SendAllAsync();
        await story.HandleAsync();

        Assert.Equal("40.00", await story.BalanceAsync());
        Assert.Equal(MoneyRequestState.Failed, Assert.Single(await story.Story.AllAsync<MoneyRequest>()).State);
    }

    [Theory, OnBothDatabases]
    public async Task A_refund_made_in_Stripes_dashboard_is_followed_by_the_books_once(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind, Settings);
        await PaidAsync(story, "40.00");
        var intent = (await story.AttemptAsync()).ProviderReference!;
        await story.Stripe.RefundByHandAsync(intent, 1000);

        await story.SendAllAsync();
        await story.HandleAsync();
        await story.SendAllAsync();
        await story.HandleAsync();

        Assert.Equal("30.00", await story.BalanceAsync());
        Assert.Equal("stripe", Assert.Single(await story.Story.AllAsync<MoneyRequest>()).RequestedBy);
    }

    [Theory]
    [InlineData(true, "40.00")]
    [InlineData(false, "0.00")]
    public async Task A_dispute_takes_the_money_at_once_and_gives_it_back_when_it_is_won(bool won, string after)
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite, Settings);
        var attempt = await PaidAsync(story, "40.00");
        var dispute = await story.Stripe.DisputeAsync((await story.AttemptAsync()).ProviderReference!);
        await story.SendAllAsync();
        await story.HandleAsync();
        Assert.Equal("0.00", await story.BalanceAsync());
        Assert.Equal("refund_too_large", (await WishAsync(story, attempt, "1.00", "r")).Problem!.Code);

        await story.Stripe.CloseDisputeAsync(dispute, won);
        await story.SendAllAsync(all => all.Reverse());
        await story.HandleAsync();

        Assert.Equal(after, await story.BalanceAsync());
        Assert.Equal(won ? DisputeState.Won : DisputeState.Lost, Assert.Single(await story.Story.AllAsync<Dispute>()).State);
    }

    [Theory, OnBothDatabases]
    public async Task A_dispute_that_is_followed_before_its_payment_takes_the_money_all_the_same(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind, Settings);
        await story.Stripe.FinishCheckoutAsync(story.SessionOf(await story.OpenPageAsync("40.00")));
        await story.Stripe.DisputeAsync(story.Stripe.Of("payment_intent").Single()["id"]!.GetValue<string>());
        story.Stripe.FailNext(StripeFault.FailBefore, call => call.Path.Contains("/payment_intents/", StringComparison.Ordinal));

        await story.SendAllAsync(all => all.Where(one => one["type"]!.GetValue<string>() == "charge.dispute.created"));
        Assert.Equal(0, await story.HandleAsync());
        story.Story.Database.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await story.HandleAsync());

        Assert.Equal("0.00", await story.BalanceAsync());
        Assert.Equal("40.00 EUR", Assert.Single(await story.Story.AllAsync<Dispute>()).Amount.ToString());
        await story.SendAllAsync();
        await story.HandleAsync();
        Assert.Equal("0.00", await story.BalanceAsync());
    }

    [Fact]
    public async Task A_refund_by_hand_that_is_followed_before_its_payment_leaves_the_balance_all_the_same()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite, Settings);
        await story.Stripe.FinishCheckoutAsync(story.SessionOf(await story.OpenPageAsync("40.00")));
        await story.Stripe.RefundByHandAsync(story.Stripe.Of("payment_intent").Single()["id"]!.GetValue<string>(), 1000);

        await story.SendAllAsync(all => all.Where(one => one["type"]!.GetValue<string>() == "refund.created"));
        Assert.Equal(1, await story.HandleAsync());

        Assert.Equal("30.00", await story.BalanceAsync());
    }

    [Theory, OnBothDatabases]
    public async Task A_dispute_that_was_lost_and_is_won_on_appeal_gives_the_money_back_once(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind, Settings);
        await PaidAsync(story, "40.00");
        var dispute = await story.Stripe.DisputeAsync((await story.AttemptAsync()).ProviderReference!);
        List<string> balances = [];
        foreach (var won in new[] { false, true, false, true })
        {
            await story.Stripe.CloseDisputeAsync(dispute, won);
            await story.SendAllAsync();
            await story.HandleAsync();
            balances.Add(await story.BalanceAsync());
        }

        Assert.Equal(["0.00", "40.00", "40.00", "40.00"], balances);
        Assert.Equal(DisputeState.Won, Assert.Single(await story.Story.AllAsync<Dispute>()).State);
    }

    [Theory]
    [InlineData(false, "40.00")]
    [InlineData(true, "0.00")]
    public async Task A_prevented_dispute_is_an_inquiry_unless_money_has_left(bool moved, string after)
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite, Settings);
        await PaidAsync(story, "40.00");
        var dispute = story.Stripe.Objects[await story.Stripe.DisputeAsync((await story.AttemptAsync()).ProviderReference!)];
        dispute["status"] = "prevented";
        if (!moved)
        {
            dispute["balance_transactions"] = new JsonArray();
        }

        await story.SendAllAsync();
        await story.HandleAsync();

        Assert.Equal(after, await story.BalanceAsync());
        DisputeState[] states = moved ? [DisputeState.Lost] : [];
        Assert.Equal(states, (await story.Story.AllAsync<Dispute>()).Select(one => one.State));
    }

    [Fact]
    public async Task A_disputes_fee_is_booked_in_the_currencys_own_units()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite, Settings, currency: "ISK");
        var card = story.Stripe.AddCard(story.Payer);
        var paid = await story.Story.Database.AsWorkerAsync((TakePayment take) => take.ExecuteAsync(
            new TakePaymentRequest("stripe", 7, new Money(4000, Currency.Of("ISK")), "top-up", "k") { Payer = story.Payer, Method = card }, Ct));
        await story.Stripe.DisputeAsync(paid.Value.ProviderReference!, fee: 200_000);

        await story.SendAllAsync();
        await story.HandleAsync();

        Assert.Equal(2000, Assert.Single(await story.Story.AllAsync<Dispute>()).FeeMinor);
        Assert.Equal("0", await story.BalanceAsync());
    }

    [Fact]
    public async Task A_dispute_whose_end_is_heard_of_first_ends_the_same()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite, Settings);
        await PaidAsync(story, "40.00");
        var dispute = await story.Stripe.DisputeAsync((await story.AttemptAsync()).ProviderReference!);
        await story.Stripe.CloseDisputeAsync(dispute, won: true);

        await story.SendAllAsync(all => all.Reverse());
        await story.HandleAsync();

        Assert.Equal("40.00", await story.BalanceAsync());
    }

    [Fact]
    public void Granted_money_is_spent_before_paid_money_and_older_before_newer()
    {
        var at = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        Lot[] lots =
        [
            new(Guid.Parse("00000000-0000-0000-0000-000000000001"), true, at, Story.Euro("10.00")),
            new(Guid.Parse("00000000-0000-0000-0000-000000000002"), false, at.AddDays(2), Story.Euro("5.00")),
            new(Guid.Parse("00000000-0000-0000-0000-000000000003"), true, at.AddDays(1), Story.Euro("20.00")),
        ];
        Assert.Equal([0, 600, 2000], SpendingOrder.Left(lots, Story.Euro("26.00")).Select(lot => lot.Amount.Minor));
        Assert.Equal([0, 0, 700], SpendingOrder.Left(lots, Story.Euro("7.00")).Select(lot => lot.Amount.Minor));
        Assert.Equal([500, 1000, 2000], SpendingOrder.Left(lots, Story.Euro("99.00")).Select(lot => lot.Amount.Minor));
        Assert.Equal([0, 0, 0], SpendingOrder.Left(lots, Story.Euro("-1.00")).Select(lot => lot.Amount.Minor));
    }

    /// <summary>A payment by page, booked; its id.</summary>
    private static async Task<Guid> PaidAsync(StripeStory story, string amount)
    {
        await story.Stripe.FinishCheckoutAsync(story.SessionOf(await story.OpenPageAsync(amount)));
        await story.SendAllAsync();
        await story.HandleAsync();
        return (await story.AttemptAsync()).Id;
    }

    private static Task<Result<MoneyRequest>> WishAsync(
        StripeStory story, Guid? attempt, string amount, string key, string who = "user:1") =>
        AsAsync(story, who, (RequestMoney request) => request.ExecuteAsync(
            new MoneyWish(attempt is null ? MoneyRequestKind.Credit : MoneyRequestKind.Refund, 7, attempt, Story.Euro(amount), "a test", key), Ct));

    private static Task<Result<MoneyRequest>> DecideAsync(StripeStory story, string who, Guid request, bool approve = true) =>
        AsAsync(story, who, (DecideMoneyRequest decide) => decide.ExecuteAsync(request, approve, Ct));

    private static Task<int> CarryOutAsync(StripeStory story) =>
        story.Story.Database.AsWorkerAsync((CarryOutMoneyRequests carry) => carry.ExecuteAsync(Ct));

    private static async Task<T> AsAsync<TService, T>(StripeStory story, string actor, Func<TService, Task<T>> use)
        where TService : notnull
    {
        await using var scope = story.Story.Database.Scope(tenant => tenant.ActAsWorker(actor));
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }
}
