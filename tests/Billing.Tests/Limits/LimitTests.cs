using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Limits;
using Hostelry.Billing.Outbox;
using Hostelry.Billing.Subscriptions;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Tests.Limits;

public sealed class LimitTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task A_spending_limit_pauses_and_the_next_month_runs_again(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        var subscription = await story.RunningAsync(7);
        await SetLimitAsync(story, "1.00");
        story.Database.Clock.Advance(TimeSpan.FromHours(50));
        Assert.Equal(0, await TickAsync(story));

        story.Database.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await TickAsync(story));
        Assert.Equal(0, await TickAsync(story));
        Assert.Equal([SuspensionReason.SpendingLimit], await ReasonsAsync(story));
        Assert.Equal(Wanted.Pause, await StandingAsync(story, subscription));
        Assert.Single(await story.AllAsync<OutboxFact>());

        story.Database.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 1, 1, 0, 0, TimeSpan.Zero));
        Assert.Equal(1, await TickAsync(story));
        Assert.Empty(await ReasonsAsync(story));
        Assert.Equal(Wanted.Run, await StandingAsync(story, subscription));
        Assert.Equal(2, (await story.AllAsync<OutboxFact>()).Count);
    }

    [Theory, OnBothDatabases]
    public async Task A_server_whose_cap_is_the_limit_is_ordered_and_never_paused(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await SetLimitAsync(story, "8.00");
        story.Database.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
        await story.RunningAsync(7);

        story.Database.Clock.Advance(TimeSpan.FromHours(500));

        Assert.Equal("8.00 EUR", (await story.BalanceAsync(7)).MonthAccrued.ToString());
        Assert.Equal(0, await TickAsync(story));
        Assert.Empty(await ReasonsAsync(story));
    }

    [Theory, OnBothDatabases]
    public async Task A_customer_that_cannot_be_rated_holds_up_no_other(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(6);
        await story.CustomerAsync(7);
        await story.CustomerAsync(8);
        var wrong = await story.RunningAsync(6);
        await story.RunningAsync(7);
        await story.ReadAsync(db => db.Subscriptions.IgnoreQueryFilters()
            .Where(subscription => subscription.Id == wrong)
            .ExecuteUpdateAsync(set => set.SetProperty(subscription => subscription.Currency, Currency.Of("JPY")), Ct));
        await SetLimitAsync(story, "0.50");
        story.Database.Clock.Advance(TimeSpan.FromHours(30));

        Assert.Equal(1, await TickAsync(story));
        Assert.Equal([SuspensionReason.SpendingLimit], await ReasonsAsync(story));
    }

    [Theory, OnBothDatabases]
    public async Task A_raised_limit_resumes_and_other_reasons_keep_the_pause(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        var subscription = await story.RunningAsync(7);
        await SetLimitAsync(story, "0.50");
        story.Database.Clock.Advance(TimeSpan.FromHours(30));
        await TickAsync(story);
        await story.Database.AsWorkerAsync((SuspendCustomer suspend) => suspend.ExecuteAsync(7, SuspensionReason.Abuse, Ct));

        await SetLimitAsync(story, "50.00");
        await TickAsync(story);

        Assert.Equal([SuspensionReason.Abuse], await ReasonsAsync(story));
        Assert.Equal(Wanted.Pause, await StandingAsync(story, subscription));
        Assert.Single(await story.AllAsync<OutboxFact>());
        await story.Database.AsWorkerAsync((ResumeCustomer resume) => resume.ExecuteAsync(7, SuspensionReason.Abuse, Ct));
        Assert.Equal(Wanted.Run, await StandingAsync(story, subscription));
    }

    [Theory, OnBothDatabases]
    public async Task A_spent_balance_pauses_in_the_new_month_and_credit_resumes_at_once(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "9.00");
        var subscription = await story.RunningAsync(7);

        // November costs 8.00; one euro is fifty hours of December.
        story.Database.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 3, 2, 0, 0, TimeSpan.Zero));
        Assert.Equal(0, await TickAsync(story));
        story.Database.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await TickAsync(story));
        Assert.Equal([SuspensionReason.NoFunds], await ReasonsAsync(story));
        Assert.Equal(Wanted.Pause, await StandingAsync(story, subscription));
        Assert.Equal("customer_suspended", (await story.OrderAsync(7)).Problem!.Code);

        Assert.Null((await story.GrantAsync(7, Story.Euro("5.00"), "again")).Problem);
        Assert.Empty(await ReasonsAsync(story));
        Assert.Equal(Wanted.Run, await StandingAsync(story, subscription));
    }

    [Theory, OnBothDatabases]
    public async Task Suspending_twice_is_once_and_an_unknown_reason_is_refused(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await story.RunningAsync(7);
        Task<Result<Done>> SuspendAsync(string reason) =>
            story.Database.AsWorkerAsync((SuspendCustomer suspend) => suspend.ExecuteAsync(7, reason, Ct));
        Assert.Null((await SuspendAsync(SuspensionReason.Staff)).Problem);
        Assert.Null((await SuspendAsync(SuspensionReason.Staff)).Problem);
        Assert.Equal("invalid_input", (await SuspendAsync("a whim")).Problem!.Code);
        Assert.Single(await story.AllAsync<Suspension>());
        Assert.Single(await story.AllAsync<OutboxFact>());
    }

    private static Task<int> TickAsync(Story story) =>
        story.Database.AsWorkerAsync((CheckSpendingLimits check) => check.ExecuteAsync(Ct));

    private static Task<IReadOnlyList<string>> ReasonsAsync(Story story) =>
        story.Database.AsOrganizationAsync(7, (Standing standing) => standing.ReasonsAsync(7, Ct));

    private static Task<Wanted> StandingAsync(Story story, long subscription) =>
        story.Database.AsWorkerAsync((SubscriptionStanding standing) => standing.ForAsync(subscription, Ct));

    private static Task<Result<Done>> SetLimitAsync(Story story, string amount) =>
        story.Database.AsOrganizationAsync(7, (SetSpendingLimit set) => set.ExecuteAsync(7, Story.Euro(amount), Ct));
}
