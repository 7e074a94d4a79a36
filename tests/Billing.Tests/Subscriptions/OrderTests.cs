using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Orders;
using Hostelry.Billing.Subscriptions;
using Hostelry.Testing;

namespace Hostelry.Billing.Tests.Subscriptions;

public sealed class OrderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task Twenty_orders_at_once_against_money_for_one_get_one_accepted(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "10.00");

        var orders = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => story.OrderAsync(7))));

        Assert.Single(orders, order => order.IsSuccess);
        Assert.All(orders.Where(order => !order.IsSuccess), order => Assert.Equal("insufficient_funds", order.Problem!.Code));
        Assert.Single(await story.AllAsync<Subscription>());
        Assert.Single(await story.AllAsync<Order>());
        Assert.Equal("2.00 EUR", (await story.BalanceAsync(7)).Free.ToString());
    }

    [Theory, OnBothDatabases]
    public async Task An_order_holds_what_it_can_cost_until_the_end_of_the_month(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "8.00");
        Assert.Null((await story.OrderAsync(7)).Problem);
        Assert.Equal("insufficient_funds", (await story.OrderAsync(7)).Problem!.Code);

        var late = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
        story.Database.Clock.SetUtcNow(late);
        var balance = await story.BalanceAsync(7);
        Assert.Equal("0.24 EUR", balance.Committed.ToString());
        Assert.Equal("7.76 EUR", balance.Free.ToString());
    }

    [Theory, OnBothDatabases]
    public async Task A_credit_limit_counts_like_money(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "0.00");
        Assert.Equal("insufficient_funds", (await story.OrderAsync(7)).Problem!.Code);

        await story.Database.AsWorkerAsync((SetCreditLimit set) => set.ExecuteAsync(7, Story.Euro("8.00"), Ct));

        Assert.Null((await story.OrderAsync(7)).Problem);
        Assert.Equal("insufficient_funds", (await story.OrderAsync(7)).Problem!.Code);
    }

    [Theory, OnBothDatabases]
    public async Task An_order_over_the_spending_limit_is_refused(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await story.Database.AsOrganizationAsync(7, (SetSpendingLimit set) => set.ExecuteAsync(7, Story.Euro("15.99"), Ct));
        Assert.Null((await story.OrderAsync(7)).Problem);
        Assert.Equal("spending_limit_reached", (await story.OrderAsync(7)).Problem!.Code);
    }

    [Theory, OnBothDatabases]
    public async Task A_product_without_a_price_and_a_suspended_customer_cannot_order(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        Assert.Equal("price_missing", (await story.OrderAsync(7, "server_type:none")).Problem!.Code);

        await story.Database.AsWorkerAsync((SuspendCustomer suspend) => suspend.ExecuteAsync(7, SuspensionReason.Abuse, Ct));
        Assert.Equal("customer_suspended", (await story.OrderAsync(7)).Problem!.Code);
        Assert.Empty(await story.AllAsync<Subscription>());
    }

    [Theory, OnBothDatabases]
    public async Task A_foreign_customer_looks_like_a_missing_one(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await story.CustomerAsync(8);
        var foreign = await story.RunningAsync(8);

        async Task<string?> CodeAsync(long subscription) => (await story.Database.AsOrganizationAsync(
            7, (EndSubscription end) => end.ExecuteAsync(subscription, story.Now, Ct))).Problem?.Code;

        Assert.Equal("subscription_missing", await CodeAsync(foreign));
        Assert.Equal("subscription_missing", await CodeAsync(foreign + 1000));
        var order = await story.Database.AsOrganizationAsync(
            7,
            (OpenSubscription open) => open.ExecuteAsync(
                new OpenSubscriptionRequest(8, Story.Small, Story.Here, "server", 0, "web"), Ct));
        Assert.Equal("customer_missing", order.Problem!.Code);
        Assert.Null(await story.Database.AsOrganizationAsync(7, (Balance balance) => balance.OfAsync(8, Ct)));
    }

    [Theory, OnBothDatabases]
    public async Task A_running_subscription_keeps_the_price_it_started_with(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        var before = await story.RunningAsync(7);
        story.Database.Clock.Advance(TimeSpan.FromHours(1));
        var published = await story.Database.AsWorkerAsync((PublishPrice publish) =>
            publish.ExecuteAsync(Story.Price(Story.Small, "0.05", "20.00", Story.Eur), Ct));
        Assert.Null(published.Problem);
        var after = await story.RunningAsync(7);
        story.Database.Clock.Advance(TimeSpan.FromHours(1));

        var lines = (await story.Database.AsOrganizationAsync(
            7, (Billing.Rating.Preview preview) => preview.ForAsync(7, Ct)))!.Lines;

        Assert.Equal("0.04 EUR", lines.Single(line => line.SubscriptionId == before).Amount.ToString());
        Assert.Equal("0.05 EUR", lines.Single(line => line.SubscriptionId == after).Amount.ToString());
    }

    [Theory, OnBothDatabases]
    public async Task A_price_in_the_past_or_a_second_one_at_a_moment_is_refused(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        var price = Story.Price(Story.Small, "0.05", "20.00", Story.Eur);
        Task<Result<Price>> PublishAsync(DateTimeOffset from) => story.Database.AsWorkerAsync(
            (PublishPrice publish) => publish.ExecuteAsync(price with { ValidFrom = from }, Ct));

        Assert.Equal("price_in_the_past", (await PublishAsync(story.Now.AddSeconds(-1))).Problem!.Code);
        Assert.Null((await PublishAsync(story.Now.AddDays(1))).Problem);
        Assert.Equal("price_exists", (await PublishAsync(story.Now.AddDays(1))).Problem!.Code);
        var running = await story.Database.AsWorkerAsync(
            (Prices prices) => prices.PriceForAsync(Story.Small, Story.Here, Story.Eur, story.Now, Ct));
        Assert.Equal(20_000_000, running!.UnitNano);
    }

    [Theory, OnBothDatabases]
    public async Task Seeding_again_changes_nothing(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        var before = await story.AllAsync<Price>();
        await story.Database.AsWorkerAsync((SeedCatalogue seed) =>
            seed.ExecuteAsync("Other", [Story.Price(Story.Small, "9", "9.00", Story.Eur)], Ct));
        Assert.Equal(before.Count, (await story.AllAsync<Price>()).Count);
        Assert.Equal("Example Hosting", Assert.Single(await story.AllAsync<LegalEntity>()).Name);
    }
}
