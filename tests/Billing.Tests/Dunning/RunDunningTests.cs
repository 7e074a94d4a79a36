using Hostelry.Billing.Customers;
using Hostelry.Billing.Dunning;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Limits;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Notices;
using Hostelry.Billing.Outbox;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Subscriptions;
using Hostelry.Billing.Tests.Payments;
using Hostelry.Testing;
using Hostelry.Testing.StripeFake;

namespace Hostelry.Billing.Tests.Dunning;

public sealed class RunDunningTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task Who_does_not_pay_is_reminded_paused_warned_and_ended_each_once(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "20.00");
        var subscription = await story.RunningAsync(7);
        await HandBookings.TakeAsync(story, 7, 5000);
        for (var day = 0; day < 50; day++)
        {
            story.Database.Clock.Advance(TimeSpan.FromDays(1));
            await RunAsync(story);
            await RunAsync(story);
        }

        Assert.Equal(
            ["Remind 15 done", "Retry 15 no_card", "Remind 21 done", "Retry 21 no_card", "Suspend 28 done", "Warn 35 done", "End 44 done"],
            (await story.AllAsync<DunningStepTaken>()).OrderBy(one => one.Step)
                .Select(one => $"{one.Act} {(one.At - new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero)).TotalDays} {one.Outcome}"));
        var notices = (await story.AllAsync<CustomerNotice>()).OrderBy(one => one.CreatedAt).ThenBy(one => one.Id).ToList();
        Assert.Equal(
            [MailKind.DunningReminder, MailKind.DunningReminder, MailKind.DunningSuspended, MailKind.DunningWarning, MailKind.DunningEnded],
            notices.Select(one => one.Kind));
        Assert.Equal("30.00 EUR\n2026-11-24\nsuspend\n2026-12-08", notices[0].Values);
        Assert.Equal(Wanted.End, await story.Database.AsWorkerAsync((SubscriptionStanding standing) => standing.ForAsync(subscription, Ct)));
        Assert.Contains(await story.AllAsync<OutboxFact>(), fact => fact.SubscriptionId == subscription);
    }

    [Theory, OnBothDatabases]
    public async Task Paying_ends_the_case_and_clears_overdue_alone(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "20.00");
        var subscription = await story.RunningAsync(7);
        await HandBookings.TakeAsync(story, 7, 5000);
        for (var day = 0; day < 30; day++)
        {
            story.Database.Clock.Advance(TimeSpan.FromDays(1));
            await RunAsync(story);
        }

        await story.Database.AsWorkerAsync((SuspendCustomer suspend) => suspend.ExecuteAsync(7, SuspensionReason.Abuse, Ct));
        Assert.Equal([SuspensionReason.Abuse, SuspensionReason.Overdue], await ReasonsAsync(story));

        Assert.Null((await story.GrantAsync(7, Story.Euro("29.99"), "nearly")).Problem);
        Assert.Contains(SuspensionReason.Overdue, await ReasonsAsync(story));
        Assert.Null((await story.GrantAsync(7, Story.Euro("50.00"), "all")).Problem);

        Assert.Equal([SuspensionReason.Abuse], await ReasonsAsync(story));
        Assert.NotNull(Assert.Single(await story.AllAsync<DunningCase>()).ClosedAt);
        Assert.Equal(Wanted.Pause, await story.Database.AsWorkerAsync((SubscriptionStanding standing) => standing.ForAsync(subscription, Ct)));
        Assert.Equal(0, await RunAsync(story));
    }

    [Fact]
    public async Task The_stored_card_is_tried_on_its_day_and_pays_the_debt_once()
    {
        await using var stripe = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        var story = stripe.Story;
        stripe.Stripe.AddCard(stripe.Payer);
        await HandBookings.TakeAsync(story, 7, 3000);
        story.Database.Clock.Advance(TimeSpan.FromDays(15));
        stripe.Stripe.FailNext(StripeFault.DropAfter, "/payment_intents");

        await Task.WhenAll(Task.Run(() => RunAsync(story)), Task.Run(() => RunAsync(story)));
        story.Database.Clock.Advance(TimeSpan.FromMinutes(5));
        await stripe.ResolveAsync();
        await RunAsync(story);

        Assert.Single(stripe.Stripe.Charges);
        Assert.Equal("0.00", await stripe.BalanceAsync());
        Assert.NotNull(Assert.Single(await story.AllAsync<DunningCase>()).ClosedAt);
    }

    [Theory, OnBothDatabases]
    public async Task Nothing_is_suspended_or_ended_while_the_bank_has_not_decided_about_what_is_owed(DatabaseKind kind)
    {
        await using var stripe = await StripeStory.BeginAsync(kind);
        var story = stripe.Story;
        stripe.Stripe.AddCard(stripe.Payer, FakeCard.Sepa);
        await HandBookings.TakeAsync(story, 7, 3000);
        for (var day = 0; day < 50; day++)
        {
            story.Database.Clock.Advance(TimeSpan.FromDays(1));
            await RunAsync(story);
        }

        Assert.Equal(
            ["Remind done", "Retry payment_processing", "Remind done", "Retry payment_processing"],
            (await story.AllAsync<DunningStepTaken>()).OrderBy(one => one.Step).Select(one => $"{one.Act} {one.Outcome}"));
        Assert.Empty(await ReasonsAsync(story));

        await stripe.Stripe.SettleAsync((await stripe.AttemptAsync()).ProviderReference!, paid: false);
        await stripe.ResolveAsync();
        Assert.Equal(1, await RunAsync(story));
        Assert.Equal([SuspensionReason.Overdue], await ReasonsAsync(story));
    }

    [Fact]
    public async Task A_retry_that_finishes_an_earlier_charge_goes_on_to_what_is_still_owed()
    {
        await using var stripe = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        var story = stripe.Story;
        stripe.Stripe.AddCard(stripe.Payer);
        await HandBookings.TakeAsync(story, 7, 8000);
        story.Database.Clock.Advance(TimeSpan.FromDays(15));
        stripe.Stripe.FailNext(StripeFault.DropBefore, "/payment_intents");
        Assert.Equal("payment_unknown", (await stripe.PayAsync(stripe.Stripe.Of("payment_method").Single()["id"]!.GetValue<string>(), "50.00", "other")).Problem!.Code);

        await RunAsync(story);

        Assert.Equal([5000L, 3000L], stripe.Stripe.Charges.Select(one => one["amount"]!.GetValue<long>()));
        Assert.Equal("0.00", await stripe.BalanceAsync());
        Assert.Equal(["done", "done"], (await story.AllAsync<DunningStepTaken>()).Select(one => one.Outcome));
    }

    [Theory]
    [InlineData("EUR", 20, "amount_too_small", "-0.20")]
    [InlineData("KWD", 12_345, "done", "0.005")]
    public async Task A_debt_that_no_card_can_be_charged_with_is_left_or_rounded_up(string currency, long minor, string outcome, string left)
    {
        await using var stripe = await StripeStory.BeginAsync(DatabaseKind.Sqlite, currency: currency);
        stripe.Stripe.AddCard(stripe.Payer);
        await HandBookings.TakeAsync(stripe.Story, 7, minor);
        stripe.Story.Database.Clock.Advance(TimeSpan.FromDays(15));

        await RunAsync(stripe.Story);

        Assert.Equal(outcome, (await stripe.Story.AllAsync<DunningStepTaken>()).Single(one => one.Act == DunningAct.Retry).Outcome);
        Assert.Equal(left, await stripe.BalanceAsync());
        Assert.DoesNotContain(await stripe.Story.AllAsync<CustomerNotice>(), one => one.Kind == MailKind.PaymentDeclined);
    }

    [Fact]
    public async Task A_card_that_is_declined_is_tried_again_on_the_next_retry_day_only()
    {
        await using var stripe = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        var story = stripe.Story;
        stripe.Stripe.AddCard(stripe.Payer, FakeCard.Poor);
        await HandBookings.TakeAsync(story, 7, 3000);
        for (var hour = 0; hour < 24 * 27; hour += 6)
        {
            story.Database.Clock.Advance(TimeSpan.FromHours(6));
            await RunAsync(story);
        }

        Assert.Equal(2, (await story.AllAsync<PaymentAttempt>()).Count);
        Assert.Equal(
            ["payment_declined", "payment_declined"],
            (await story.AllAsync<DunningStepTaken>()).Where(one => one.Act == DunningAct.Retry).Select(one => one.Outcome));
    }

    [Theory, OnBothDatabases]
    public async Task A_run_that_dies_at_any_statement_is_continued_and_tells_nobody_twice(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "20.00");
        await story.RunningAsync(7);
        await HandBookings.TakeAsync(story, 7, 5000);
        for (var (at, day) = (1, 0); day < 60; at++)
        {
            story.Database.Source.FailAtStatement(at);
            try
            {
                await RunAsync(story);
            }
            catch (Exception fault) when (fault is TestFaultException || fault.InnerException is TestFaultException)
            {
                continue;
            }

            var reached = story.Database.Source.Statements;
            story.Database.Source.FailAtStatement(0);
            if (reached < at)
            {
                (at, day) = (0, day + 1);
                story.Database.Clock.Advance(TimeSpan.FromDays(1));
            }
        }

        Assert.Equal(Enumerable.Range(0, 7), (await story.AllAsync<DunningStepTaken>()).Select(one => one.Step).Order());
        Assert.Equal(5, (await story.AllAsync<CustomerNotice>()).Count);
    }

    [Fact]
    public async Task The_simulator_says_what_the_run_then_does_and_changes_nothing()
    {
        await using var story = await Story.BeginAsync(DatabaseKind.Sqlite);
        await story.CustomerAsync(7, "8.00");
        Assert.Null((await SimulateAsync(story)).Value);
        await HandBookings.TakeAsync(story, 7, 5000);

        var forecast = (await SimulateAsync(story)).Value!;
        Assert.Equal(("42.00 EUR", false), (forecast.Owed.ToString(), forecast.IsForecast));
        Assert.Empty(await story.AllAsync<DunningCase>());
        foreach (var act in forecast.Acts)
        {
            story.Database.Clock.SetUtcNow(act.At);
            await RunAsync(story);
        }

        Assert.Equal(
            forecast.Acts.Select(act => (act.Step, act.Act, act.At)),
            (await story.AllAsync<DunningStepTaken>()).OrderBy(one => one.Step).Select(one => (one.Step, one.Act, one.At)));
    }

    [Theory, OnBothDatabases]
    public async Task A_spending_limits_alerts_come_once_a_month_each_and_name_the_largest_possible_bill(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await story.RunningAsync(7);
        await story.Database.AsOrganizationAsync(7, (SetSpendingLimit set) => set.ExecuteAsync(7, Story.Euro("8.00"), Ct));
        for (var hour = 0; hour < 24 * 19; hour += 8)
        {
            story.Database.Clock.Advance(TimeSpan.FromHours(8));
            await AlertAsync(story);
            await AlertAsync(story);
        }

        var told = (await story.AllAsync<CustomerNotice>()).OrderBy(one => one.CreatedAt).Select(one => one.Values).ToList();
        Assert.Equal(
            ["50\n4.00 EUR\n8.00 EUR\n8.00 EUR", "80\n6.40 EUR\n8.00 EUR\n8.00 EUR", "100\n8.00 EUR\n8.00 EUR\n8.00 EUR"], told);
        story.Database.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 9, 12, 0, 0, TimeSpan.Zero));
        await AlertAsync(story);
        Assert.Equal(4, (await story.AllAsync<CustomerNotice>()).Count);
    }

    private static Task<int> RunAsync(Story story) => story.Database.AsWorkerAsync((RunDunning run) => run.ExecuteAsync(Ct));

    private static Task<int> AlertAsync(Story story) => story.Database.AsWorkerAsync((SendSpendingAlerts send) => send.ExecuteAsync(Ct));

    private static Task<Result<DunningForecast?>> SimulateAsync(Story story) =>
        story.Database.AsWorkerAsync((SimulateDunning simulate) => simulate.ExecuteAsync(7, Ct));

    private static Task<IReadOnlyList<string>> ReasonsAsync(Story story) =>
        story.Database.AsOrganizationAsync(7, (Standing standing) => standing.ReasonsAsync(7, Ct));
}
