using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Rating;
using Hostelry.Testing;

namespace Hostelry.Billing.Tests;

/// <summary>What customers' pages read of their money, against what orders, limits and invoices say.</summary>
public sealed class MoneyOverviewTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task Overview_is_the_balance_that_orders_see_in_three_statements(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await story.CustomerAsync(8, "3.00");
        var small = await story.RunningAsync(7);
        var large = await story.RunningAsync(7, Story.Large);
        await story.OrderAsync(7);
        story.Database.Clock.Advance(TimeSpan.FromHours(10));

        story.Database.Source.FailAtStatement(0);
        var overview = await OverviewAsync(story, 7);
        Assert.Equal(3, story.Database.Source.Statements);

        Assert.Equal(await story.BalanceAsync(7), overview.Balance);
        Assert.Equal(Story.Euro("0.20"), overview.BySubscription[small].SoFar);
        Assert.Equal(Story.Euro("0.40"), overview.BySubscription[large].SoFar);
        // Until 1 December at 0:00: 492 begun hours, the smaller one's cap among them; the order that is not ready costs nothing yet.
        Assert.Equal(Story.Euro("8.00"), overview.BySubscription[small].Forecast);
        Assert.Equal(Story.Euro("16.00"), overview.BySubscription[large].Forecast);
        Assert.Equal(Story.Euro("24.00"), overview.Forecast);
        Assert.Equal(Story.Euro("3.00"), (await OverviewAsync(story, 8)).Balance.Left);
        Assert.Null(await story.Database.AsOrganizationAsync(8, (MoneyOverview use) => use.ForAsync(7, Ct)));
    }

    [Theory, OnBothDatabases]
    public async Task Cost_of_one_subscription_is_its_invoice_line_and_ends_with_it(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await story.CustomerAsync(8);
        var id = await story.RunningAsync(7);
        story.Database.Clock.Advance(TimeSpan.FromHours(3.5));
        var running = await CostAsync(story, 7, id);
        await story.EndAsync(id, story.Now);
        story.Database.Clock.Advance(TimeSpan.FromHours(20));
        var ended = await CostAsync(story, 7, id);

        Assert.Equal((Story.Euro("0.08"), Story.Small), (running!.SoFar, running.Tariff!.ProductCode));
        Assert.Equal((Story.Euro("0.08"), Story.Euro("0.08")), (ended!.SoFar, ended.Forecast));
        Assert.Null(ended.Tariff);
        Assert.Null(await CostAsync(story, 8, id));
    }

    [Theory, OnBothDatabases]
    public async Task Movements_come_newest_first_with_the_balance_after_each(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "10.00");
        await story.CustomerAsync(8, "99.00");
        await story.GrantAsync(7, Story.Euro("5.00"), "second");
        await story.RunningAsync(7);
        story.Database.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 1, 1, 0, 0, TimeSpan.Zero));
        await story.Database.AsWorkerAsync((CloseMonth close) => close.ExecuteAsync(1, new Month(2026, 11), Ct));

        var first = await MovementsAsync(story, before: null);
        var rest = await MovementsAsync(story, first.Next);

        Assert.Equal(
            [("invoice", "-8.00 EUR", "7.00 EUR"), ("credit", "5.00 EUR", "15.00 EUR")],
            first.Movements.Select(one => (one.Kind, one.Amount.ToString(), one.After.ToString())));
        Assert.Equal([("credit", "10.00 EUR", "10.00 EUR")], rest.Movements.Select(one => (one.Kind, one.Amount.ToString(), one.After.ToString())));
        Assert.Null(rest.Next);
    }

    private static async Task<MoneyOverviewView> OverviewAsync(Story story, long customer) =>
        (await story.Database.AsOrganizationAsync(customer, (MoneyOverview use) => use.ForAsync(customer, Ct)))!;

    private static Task<SubscriptionCost?> CostAsync(Story story, long customer, long id) =>
        story.Database.AsOrganizationAsync(customer, (SubscriptionCosts use) => use.OfAsync(customer, id, Ct));

    private static Task<LedgerMovementsView> MovementsAsync(Story story, long? before) =>
        story.Database.AsOrganizationAsync(7, (LedgerMovements use) => use.ListAsync(7, before, 2, Ct));
}
