using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Outbox;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Subscriptions;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Billing.Tests.Subscriptions;

public sealed class LifeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task Ready_marked_twice_counts_from_the_first_time(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        var subscription = await story.RunningAsync(7, readyAt: story.Now);
        Assert.Null((await story.ReadyAsync(subscription, story.Now.AddHours(5))).Problem);

        Assert.Equal(story.Now, Assert.Single(await story.AllAsync<Subscription>()).ReadyAt);
        Assert.Equal(story.Now, Assert.Single(await story.AllAsync<SubscriptionItem>()).From);
    }

    [Theory, OnBothDatabases]
    public async Task A_failed_create_charges_nothing_and_frees_its_money(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "8.00");
        var order = await story.OrderAsync(7);
        Assert.Equal("0.00 EUR", (await story.BalanceAsync(7)).Free.ToString());

        Assert.Null((await story.EndAsync(order.Value, story.Now)).Problem);

        Assert.Equal("subscription_ended", (await story.ReadyAsync(order.Value, story.Now)).Problem!.Code);
        var balance = await story.BalanceAsync(7);
        Assert.Equal(("8.00 EUR", "0.00 EUR"), (balance.Free.ToString(), balance.Accrued.ToString()));
    }

    [Theory, OnBothDatabases]
    public async Task Ended_twice_counts_to_the_first_time(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        var subscription = await story.RunningAsync(7);
        Assert.Null((await story.EndAsync(subscription, story.Now.AddMinutes(10))).Problem);
        Assert.Null((await story.EndAsync(subscription, story.Now.AddHours(10))).Problem);
        story.Database.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal("0.02 EUR", (await story.BalanceAsync(7)).Accrued.ToString());
        Assert.Equal("0.02 EUR", (await story.BalanceAsync(7)).Committed.ToString());
        Assert.Equal("subscription_ended", (await story.ChangeAsync(subscription, Story.Large, story.Now)).Problem!.Code);
    }

    [Theory, OnBothDatabases]
    public async Task A_change_holds_the_dearer_plan_from_its_acceptance_on(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "20.00");
        var subscription = await story.RunningAsync(7);
        var accepted = await story.Database.AsOrganizationAsync(
            7, (CheckFundsForChange check) => check.ExecuteAsync(subscription, Story.Large, Ct));
        Assert.Null(accepted.Problem);
        Assert.Equal("4.00 EUR", (await story.BalanceAsync(7)).Free.ToString());
        Assert.Equal("insufficient_funds", (await story.OrderAsync(7)).Problem!.Code);

        await story.Database.AsWorkerAsync((CancelChange cancel) => cancel.ExecuteAsync(subscription, Ct));
        Assert.Equal("12.00 EUR", (await story.BalanceAsync(7)).Free.ToString());
    }

    [Theory, OnBothDatabases]
    public async Task A_change_without_money_for_it_is_refused(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "10.00");
        var subscription = await story.RunningAsync(7);
        Assert.Equal("insufficient_funds", (await story.ChangeAsync(subscription, Story.Large, story.Now)).Problem!.Code);
        Assert.Single(await story.AllAsync<SubscriptionItem>());
    }

    [Theory, OnBothDatabases]
    public async Task A_change_to_a_price_with_a_commitment_binds_from_the_change_on_and_its_money_is_held_before(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        var terms = PriceTerms.CalendarMonth(UnitPrice.Parse("20", Story.Eur)) with { CommitmentMonths = 12 };
        Assert.Null((await story.Database.AsWorkerAsync((PublishPrice publish) => publish.ExecuteAsync(
            new PublishPriceRequest("server_type:bound", Story.Here, terms), Ct))).Problem);
        await story.CustomerAsync(7, "200.00");
        var subscription = await story.RunningAsync(7);

        Assert.Equal("insufficient_funds", (await story.ChangeAsync(subscription, "server_type:bound", story.Now)).Problem!.Code);
        await story.GrantAsync(7, Story.Euro("60.00"), "more");
        Assert.Null((await story.ChangeAsync(subscription, "server_type:bound", story.Now)).Problem);

        Assert.Equal(story.Now.AddMonths(12), (await story.AllAsync<Subscription>()).Single().CommittedUntil);
        story.Database.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null((await story.EndAsync(subscription, story.Now)).Problem);
        Assert.InRange((await story.BalanceAsync(7)).Committed.Minor, 24_000, 24_010);
        story.Database.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.InRange((await story.BalanceAsync(7)).Accrued.Minor, 24_000, 24_010);
    }

    [Theory, OnBothDatabases]
    public async Task A_commitment_of_a_subscription_that_ends_as_a_month_begins_is_charged_in_that_month(DatabaseKind kind)
    {
        var november = new Month(2026, 11);
        await using var story = await Story.BeginAsync(kind);
        var terms = PriceTerms.CalendarMonth(UnitPrice.Parse("20", Story.Eur)) with { CommitmentMonths = 12 };
        Assert.Null((await story.Database.AsWorkerAsync((PublishPrice publish) => publish.ExecuteAsync(
            new PublishPriceRequest("server_type:bound", Story.Here, terms), Ct))).Problem);
        await story.CustomerAsync(7, "500.00");
        var subscription = await story.RunningAsync(7, "server_type:bound");
        await CloseAsync(story, november);
        Assert.Null((await story.EndAsync(subscription, november.End)).Problem);

        await CloseAsync(story, november.Next);

        var line = (await story.AllAsync<InvoiceLine>()).Single(line => line.Kind == LineKind.Commitment);
        Assert.InRange((await story.AllAsync<InvoiceLine>()).Sum(one => one.AmountMinor), 23_990, 24_010);
        Assert.Equal(november.End, line.From);
    }

    [Theory, OnBothDatabases]
    public async Task A_change_done_twice_makes_one_new_item_at_the_accepted_price(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        var subscription = await story.RunningAsync(7);
        await story.Database.AsWorkerAsync((CheckFundsForChange check) => check.ExecuteAsync(subscription, Story.Large, Ct));
        story.Database.Clock.Advance(TimeSpan.FromMinutes(1));
        await story.Database.AsWorkerAsync((Billing.Catalogue.PublishPrice publish) =>
            publish.ExecuteAsync(Story.Price(Story.Large, "0.99", "99.00", Story.Eur), Ct));
        story.Database.Clock.Advance(TimeSpan.FromMinutes(1));

        for (var time = 0; time < 2; time++)
        {
            Assert.Null((await story.Database.AsWorkerAsync((ChangeSubscription change) =>
                change.ExecuteAsync(subscription, Story.Large, story.Now, Ct))).Problem);
        }

        story.Database.Clock.Advance(TimeSpan.FromMinutes(1));
        var items = await story.AllAsync<SubscriptionItem>();
        Assert.Equal(2, items.Count);
        Assert.Equal(items[0].To, items[1].From);
        var line = Assert.Single((await story.Database.AsOrganizationAsync(7, (Preview preview) => preview.ForAsync(7, Ct)))!.Lines);
        Assert.Equal("0.04 EUR", line.Amount.ToString());
    }

    [Theory, OnBothDatabases]
    public async Task Billing_joins_the_callers_transaction_and_leaves_nothing_when_it_fails(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await using (var scope = story.Database.Scope(tenant => tenant.ActForOrganization(7, "token:1")))
        {
            var database = scope.ServiceProvider.GetRequiredService<Billing.Persistence.Database>();
            var open = scope.ServiceProvider.GetRequiredService<OpenSubscription>();
            var result = await database.InTransactionAsync<Done>(
                async () =>
                {
                    var opened = await open.ExecuteAsync(
                        new OpenSubscriptionRequest(7, Story.Small, Story.Here, "server", 3, "web"), Ct);
                    return opened.IsSuccess ? new Problem("placement_error", "No host has room.") : opened.Problem!;
                },
                Ct);
            Assert.Equal("placement_error", result.Problem!.Code);
        }

        Assert.Empty(await story.AllAsync<Subscription>());
        Assert.Equal("100.00 EUR", (await story.BalanceAsync(7)).Free.ToString());
    }

    [Theory, OnBothDatabases]
    public async Task An_ended_subscription_leaves_one_fact_that_says_end(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        var subscription = await story.RunningAsync(7);
        Task<Wanted> StandingAsync() => story.Database.AsWorkerAsync(
            (SubscriptionStanding standing) => standing.ForAsync(subscription, Ct));

        Assert.Equal(Wanted.Run, await StandingAsync());
        await story.EndAsync(subscription, story.Now);
        await story.EndAsync(subscription, story.Now);

        Assert.Equal(Wanted.End, await StandingAsync());
        Assert.Equal(subscription, Assert.Single(await story.AllAsync<OutboxFact>()).SubscriptionId);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => story.Database.AsWorkerAsync((SubscriptionStanding standing) => standing.ForAsync(999, Ct)));
    }

    [Theory, OnBothDatabases]
    public async Task A_funds_check_over_a_thousand_subscriptions_takes_as_few_statements_as_over_one(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "100000.00");
        await story.RunningAsync(7);
        story.Database.Source.FailAtStatement(0);
        await story.OrderAsync(7);
        var one = story.Database.Source.Statements;
        await story.ReadAsync(db => CopyAsync(db, 999));

        story.Database.Source.FailAtStatement(0);
        Assert.Null((await story.OrderAsync(7)).Problem);

        Assert.Equal(one, story.Database.Source.Statements);
        Assert.Equal("8016.00 EUR", (await story.BalanceAsync(7)).Committed.ToString());
    }

    private static async Task<int> CopyAsync(BillingDb db, int count)
    {
        var model = await db.Reachable<Subscription>().AsNoTracking().Include(row => row.Items)
            .FirstAsync(row => row.State == SubscriptionState.Active, Ct);
        for (var i = 0; i < count; i++)
        {
            var copy = new Subscription
            {
                OrganizationId = model.OrganizationId,
                OrderId = model.OrderId,
                ResourceKind = model.ResourceKind,
                ResourceId = model.ResourceId,
                Location = model.Location,
                Currency = model.Currency,
                Description = model.Description,
                CreatedAt = model.CreatedAt,
                State = model.State,
                ReadyAt = model.ReadyAt,
            };
            copy.Items.Add(new SubscriptionItem
            {
                OrganizationId = model.OrganizationId,
                ProductCode = model.Items[0].ProductCode,
                PriceId = model.Items[0].PriceId,
                From = model.Items[0].From,
            });
            db.Subscriptions.Add(copy);
        }

        return await db.SaveChangesAsync(Ct);
    }

    private static async Task CloseAsync(Story story, Month month)
    {
        story.Database.Clock.SetUtcNow(month.End + CloseMonth.Grace);
        Assert.Null((await story.Database.AsWorkerAsync((CloseMonth close) => close.ExecuteAsync(1, month, Ct))).Problem);
    }
}
