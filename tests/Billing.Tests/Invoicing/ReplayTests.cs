using Hostelry.Billing.Alarms;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Coupons;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Invoicing.Corrections;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Metering;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Subscriptions;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Tests.Invoicing;

public sealed class ReplayTests
{
    private const string Backups = "backups";

    private static readonly Month November = new(2026, 11);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task Every_invoice_is_made_again_from_its_facts_to_the_cent(DatabaseKind kind)
    {
        await using var story = await MonthAsync(kind);
        var replayed = await ReplayAsync(story);

        Assert.Empty(replayed.Differences);
        Assert.Equal((1L, 4L), (replayed.Invoices, replayed.Lines));
        Assert.Equal(
            [LineKind.Hour, LineKind.Percentage, LineKind.Usage, LineKind.Discount],
            (await story.AllAsync<InvoiceLine>()).OrderBy(line => line.Position).Select(line => line.Kind).Distinct());
    }

    [Theory, OnBothDatabases]
    public async Task An_invoice_whose_facts_were_changed_is_told_and_raises_an_alarm(DatabaseKind kind)
    {
        await using var story = await MonthAsync(kind);
        await story.ReadAsync(db => db.SubscriptionItems.IgnoreQueryFilters().Where(item => item.ProductCode == Story.Small)
            .ExecuteUpdateAsync(set => set.SetProperty(item => item.From, story.Now.AddDays(-40)), Ct));

        Assert.NotEmpty((await ReplayAsync(story)).Differences);
        Assert.Equal(AlarmCode.InvoiceDiffers, Assert.Single(await story.AllAsync<Alarm>()).Code);
    }

    [Theory, OnBothDatabases]
    public async Task Each_line_is_explained_by_the_numbers_that_made_it(DatabaseKind kind)
    {
        await using var story = await MonthAsync(kind);
        var invoice = Assert.Single(await story.AllAsync<Invoice>());
        async Task<LineExplanation> ExplainAsync(int position) => (await story.Database.AsOrganizationAsync(
            7, (ExplainLine explain) => explain.ExecuteAsync(7, invoice.Id, position, Ct))).Value;

        var hours = await ExplainAsync(1);
        Assert.True(hours.Agrees);
        Assert.Equal(["hours", "exact", "rounded"], hours.Steps.Select(step => step.Code));
        Assert.Equal(("100 × 0.020000000", "2"), (hours.Steps[1].Formula, hours.Steps[1].Result));
        Assert.Equal(Story.Small, Assert.Single(hours.Items).ProductCode);

        var part = await ExplainAsync(2);
        Assert.Equal(("base", "2"), (part.Steps[0].Code, part.Steps[0].Result));
        var usage = await ExplainAsync(3);
        Assert.Equal("max(0, 3000 − 138) ÷ 1", usage.Steps[0].Formula);
        Assert.Equal(3000, Assert.Single(usage.Usage).Quantity);
        Assert.All(await Task.WhenAll(ExplainAsync(1), ExplainAsync(2), ExplainAsync(3), ExplainAsync(4)), line => Assert.True(line.Agrees));

        var foreign = await story.Database.AsOrganizationAsync(
            8, (ExplainLine explain) => explain.ExecuteAsync(7, invoice.Id, 1, Ct));
        Assert.Equal("invoice_missing", foreign.Problem!.Code);
        Assert.Equal("line_missing", (await story.Database.AsOrganizationAsync(
            7, (ExplainLine explain) => explain.ExecuteAsync(7, invoice.Id, 99, Ct))).Problem!.Code);
    }

    /// <summary>A server of 100 hours with backups and traffic, half off; its month closed.</summary>
    private static async Task<Story> MonthAsync(DatabaseKind kind)
    {
        var story = await Story.BeginAsync(kind);
        await story.Database.AsWorkerAsync((DefineMeter define) =>
            define.ExecuteAsync(new DefineMeterRequest("traffic_out", MeterKind.Sum, "byte"), Ct));
        PublishPriceRequest[] prices =
        [
            new(Backups, Story.Here, PriceTerms.Percentage(UnitPrice.Parse("0.2", Story.Eur))),
            new(Prices.MeterCode("traffic_out"), Story.Here, PriceTerms.Counter(UnitPrice.Parse("0.01", Story.Eur), allowance: 1000)),
        ];
        foreach (var price in prices)
        {
            Assert.Null((await story.Database.AsWorkerAsync((PublishPrice publish) => publish.ExecuteAsync(price, Ct))).Problem);
        }

        await story.CustomerAsync(7);
        await story.CustomerAsync(8);
        await story.Database.AsWorkerAsync((PublishCoupon publish) => publish.ExecuteAsync(
            new PublishCouponRequest("HALF", CouponKind.Percent, UnitPrice.Parse("0.5", Story.Eur)) { ProductPrefix = "meter:" }, Ct));
        await story.Database.AsWorkerAsync((RedeemCoupon redeem) => redeem.ExecuteAsync(7, "HALF", Ct));
        var server = await story.RunningAsync(7);
        var backups = await story.Database.AsOrganizationAsync(7, (OpenSubscription open) => open.ExecuteAsync(
            new OpenSubscriptionRequest(7, Backups, Story.Here, "backup", 0, "web-1 backups") { OfSubscriptionId = server }, Ct));
        Assert.Null((await story.ReadyAsync(backups.Value.Id, story.Now)).Problem);
        var start = story.Now;
        story.Database.Clock.Advance(TimeSpan.FromHours(100));
        await story.EndAsync(server, story.Now);
        await story.EndAsync(backups.Value.Id, story.Now);
        Assert.Null((await story.Database.AsWorkerAsync((IngestUsage ingest) => ingest.ExecuteAsync(
            [new UsageReport("host:1", "1", server, "traffic_out", start, start.AddHours(1), 3000)], Ct))).Problem);
        story.Database.Clock.SetUtcNow(November.End + CloseMonth.Grace);
        Assert.Null((await story.Database.AsWorkerAsync((RollUpUsage rollUp) => rollUp.ExecuteAsync(Ct))).Problem);
        Assert.Empty((await story.Database.AsWorkerAsync((CloseMonth close) => close.ExecuteAsync(1, November, Ct))).Value.Left);

        // The record came days after its hour, and before the invoice: nothing is to be corrected, and the month may be proved.
        Assert.Equal(0, (await story.Database.AsWorkerAsync((CorrectLateUsage correct) => correct.ExecuteAsync(Ct))).Value);
        Assert.DoesNotContain(await story.AllAsync<UsageMonth>(), month => month.CameLate);
        return story;
    }

    private static Task<Replayed> ReplayAsync(Story story) =>
        story.Database.AsWorkerAsync((ReplayInvoices replay) => replay.ExecuteAsync(Ct));
}
