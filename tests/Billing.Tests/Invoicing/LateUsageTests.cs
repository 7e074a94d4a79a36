using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Coupons;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Invoicing.Corrections;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Metering;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Tests.Rating;
using Hostelry.Billing.Verification;
using Hostelry.Testing;

namespace Hostelry.Billing.Tests.Invoicing;

public sealed class LateUsageTests
{
    private const string Traffic = "traffic_out";
    private const string Disk = "disk";

    private static readonly Month December = new(2026, 12);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task Any_order_and_lateness_of_records_gives_the_same_documents_in_sum_as_all_in_time(DatabaseKind kind)
    {
        const int Pairs = 6;
        await using var story = await BeginAsync(kind);
        await story.ChargeTaxAsync();
        var random = new Random(20261231);
        var servers = new Dictionary<int, long>();
        foreach (var customer in Enumerable.Range(1, 2 * Pairs))
        {
            await story.CustomerAsync(customer, customer % 3 == 0 ? "20.00" : "9000.00");
            servers.Add(customer, await story.RunningAsync(customer));
            if ((customer - 1) / 2 % 2 == 1)
            {
                await RedeemAsync(story, customer);
            }
        }

        var deliveries = Enumerable.Range(0, Pairs).SelectMany(pair => Deliveries(random, servers[(2 * pair) + 1], servers[(2 * pair) + 2])).ToList();
        var steps = Enumerable.Range(0, 22).Select(at => December.Start.AddDays(at * 3).AddMinutes(7))
            .Append(December.End.AddMinutes(10)).Append(December.End + CloseMonth.Grace).Order();
        foreach (var now in steps)
        {
            story.Database.Clock.SetUtcNow(now);
            foreach (var piece in deliveries.Where(one => one.At <= now).OrderBy(_ => random.Next()).Chunk(40))
            {
                Assert.Null((await IngestAsync(story, [.. piece.Select(one => one.Report)])).Problem);
            }

            deliveries.RemoveAll(one => one.At <= now);
            await TickAsync(story);
        }

        Assert.Empty(deliveries);
        var documents = await story.AllAsync<Invoice>();
        Assert.Contains(documents, document => document.Kind == InvoiceKind.CreditNote);
        Assert.Contains(documents, document => document.Kind == InvoiceKind.DebitNote);
        foreach (var pair in Enumerable.Range(0, Pairs))
        {
            Assert.Equal(Sums(documents, (2 * pair) + 1), Sums(documents, (2 * pair) + 2));
        }

        await AssertOracleAsync(story, documents);
        await AssertProvedAsync(story, documents);
    }

    [Theory, OnBothDatabases]
    public async Task Usage_that_comes_after_the_invoice_is_one_debit_note_and_less_of_it_one_credit_note(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind);
        await story.ChargeTaxAsync();
        await story.CustomerAsync(7, "500.00");
        var server = await story.RunningAsync(7);
        await IngestAtAsync(story, December.Start.AddDays(30), Report(server, "a", December.Start.AddDays(20), 1100));
        await CloseAsync(story);

        // 1000 of 1100 are beyond the allowance; 500 more are one debit note of 5.00, and of nothing else.
        await IngestAtAsync(story, December.End.AddDays(4), Report(server, "late", December.End.AddHours(-3), 500));
        await TickAsync(story);
        await TickAsync(story);
        var debit = Assert.Single(await story.AllAsync<Invoice>(), row => row.Kind == InvoiceKind.DebitNote);
        Assert.Equal((500L, 95L, 595L, InvoiceState.Paid), (debit.NetMinor, debit.TaxMinor, debit.TotalMinor, debit.State));
        Assert.Equal(500, Assert.Single(await story.AllAsync<InvoiceLine>(), line => line.InvoiceId == debit.Id).AmountMinor);

        // From the 2000th on all cost 0.004: 2400 beyond are 9.60, and were 15.00.
        await IngestAtAsync(story, December.End.AddDays(20), Report(server, "later", December.End.AddHours(-2), 900));
        await TickAsync(story);
        var credit = Assert.Single(await story.AllAsync<Invoice>(), row => row.Kind == InvoiceKind.CreditNote);
        Assert.Equal((540L, 103L), (credit.NetMinor, credit.TaxMinor));

        Assert.Equal("usage_too_late", (await IngestAsync(story, [Report(server, "too late", December.Start, 1)])).Problem?.Code);
        await AssertProvedAsync(story, await story.AllAsync<Invoice>());
    }

    [Theory, OnBothDatabases]
    public async Task What_is_more_than_the_invoice_had_is_taken_back_from_its_debit_note_first(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind);
        await story.CustomerAsync(7, "500.00");
        var server = await story.RunningAsync(7);
        await IngestAtAsync(story, December.Start.AddDays(30), Report(server, "a", December.Start.AddDays(20), 1100));
        await CloseAsync(story);
        await IngestAtAsync(story, December.End.AddDays(4), Report(server, "b", December.End.AddHours(-3), 900));
        await TickAsync(story);
        await IngestAtAsync(story, December.End.AddDays(5), Report(server, "c", December.End.AddHours(-2), 200));
        await TickAsync(story);

        // 10.00, then 19.00, then 8.40.
        Assert.Equal(
            [(InvoiceKind.Invoice, 1800L), (InvoiceKind.DebitNote, 900L), (InvoiceKind.CreditNote, 900L), (InvoiceKind.CreditNote, 160L)],
            (await story.AllAsync<Invoice>()).Where(row => row.PeriodStart == December.Start).OrderBy(row => row.Id)
                .Select(row => (row.Kind, row.NetMinor)));
        await AssertProvedAsync(story, await story.AllAsync<Invoice>());
    }

    [Theory, OnBothDatabases]
    public async Task Usage_that_comes_late_before_the_invoice_corrects_the_one_line_there_is(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind);
        await story.CustomerAsync(7, "500.00");
        var server = await story.RunningAsync(7);
        await IngestAtAsync(story, December.Start.AddDays(30), Report(server, "a", December.Start.AddDays(3), 1100));
        await TickAsync(story);
        await IngestAtAsync(story, December.End.AddMinutes(6), Report(server, "late", December.Start.AddDays(2), 50));
        await CloseAsync(story);
        await TickAsync(story);

        var line = Assert.Single(await story.AllAsync<InvoiceLine>(), line => line.Kind == LineKind.Usage);
        Assert.Equal((1150L, 1050L), (line.Measured, line.AmountMinor));
        Assert.Single(await story.AllAsync<Invoice>(), row => row.PeriodStart == December.Start);
    }

    [Theory, OnBothDatabases]
    public async Task A_closed_month_without_an_invoice_gets_one_when_usage_comes(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind);
        await story.CustomerAsync(7, "500.00");
        await story.CustomerAsync(8, "500.00");
        var free = new PublishPriceRequest("free", Story.Here, PriceTerms.OneOff(UnitPrice.Parse("0", Story.Eur)));
        Assert.Null((await story.Database.AsWorkerAsync((PublishPrice publish) => publish.ExecuteAsync(free, Ct))).Problem);
        var thing = await story.RunningAsync(7, "free");
        await IngestAtAsync(story, December.Start.AddDays(1), Report(await story.RunningAsync(8), "x", December.Start.AddHours(1), 1));
        await CloseAsync(story);
        Assert.DoesNotContain(await story.AllAsync<Invoice>(), row => row.OrganizationId == 7 && row.PeriodStart == December.Start);

        await IngestAtAsync(story, December.End.AddDays(1), Report(thing, "late", December.End.AddHours(-1), 110));
        await TickAsync(story);
        var invoice = Assert.Single(await story.AllAsync<Invoice>(), row => row.OrganizationId == 7 && row.PeriodStart == December.Start);
        Assert.Equal((InvoiceKind.Invoice, 10L), (invoice.Kind, invoice.NetMinor));
        await AssertProvedAsync(story, await story.AllAsync<Invoice>());
    }

    [Theory, OnBothDatabases]
    public async Task A_month_is_not_closed_before_its_usage_is_summed_to_its_end(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind);
        await story.CustomerAsync(7, "500.00");
        await IngestAtAsync(story, December.Start.AddDays(1), Report(await story.RunningAsync(7), "a", December.Start, 1));
        story.Database.Clock.SetUtcNow(December.End + CloseMonth.Grace);
        Task<Result<MonthClosed>> TryAsync() =>
            story.Database.AsWorkerAsync((CloseMonth close) => close.ExecuteAsync(1, December, Ct));

        Assert.Equal("usage_not_rolled_up", (await TryAsync()).Problem?.Code);
        await RollUpAsync(story);
        Assert.Null((await TryAsync()).Problem);
    }

    /// <summary>The same records for both: the first one's come in any order within 35 days, the second one's at once.</summary>
    private static IEnumerable<(DateTimeOffset At, UsageReport Report)> Deliveries(Random random, long late, long inTime)
    {
        var first = true;
        foreach (var at in Enumerable.Range(0, random.Next(8, 30)))
        {
            // Some hour has two records of the disk, of which the later one counts.
            var hour = December.Start.AddHours(at % 4 == 1 ? 100 + (at % 3) : random.Next((int)December.Hours));
            var from = hour.AddMinutes(at);
            var (meter, quantity) = at % 4 < 2 ? (Disk, random.Next(100)) : (Traffic, random.Next(600));
            UsageReport Of(long server) => new("host:1", $"{server}-{at}", server, meter, from, from.AddMinutes(1), quantity);
            var delay = first ? 31 * 24 : random.Next(31 * 24);
            first = false;
            yield return (from.AddHours(delay), Of(late));
            yield return (from.AddMinutes(1), Of(inTime));
        }
    }

    private static (long Net, long Tax, long Rounding) Sums(IEnumerable<Invoice> documents, long customer)
    {
        var own = documents.Where(document => document.OrganizationId == customer && document.PeriodStart == December.Start).ToList();
        long Of(Func<Invoice, long> amount) =>
            own.Sum(document => document.Kind == InvoiceKind.CreditNote ? -amount(document) : amount(document));
        return (Of(row => row.NetMinor), Of(row => row.TaxMinor), Of(row => row.RoundingMinor));
    }

    /// <summary>What meters cost, unit by unit, of the plain sum of what came.</summary>
    private static async Task AssertOracleAsync(Story story, List<Invoice> documents)
    {
        var tariff = new MeterTariff(
            1, "x", UnitPrice.Parse("0.01", Story.Eur), 1, 100, false, Tiering.Volume,
            [new Tier(0, UnitPrice.Parse("0.01", Story.Eur)), new Tier(2000, UnitPrice.Parse("0.004", Story.Eur))]);
        var meters = (await story.AllAsync<Meter>()).ToDictionary(meter => meter.Id, meter => meter.Code);
        var records = (await story.AllAsync<UsageRecord>()).ToLookup(record => record.OrganizationId);
        var byDocument = documents.ToDictionary(document => document.Id, document => document.Kind == InvoiceKind.CreditNote ? -1 : 1);
        var lines = (await story.AllAsync<InvoiceLine>()).Where(line => line.Kind == LineKind.Usage).ToLookup(line => line.OrganizationId);
        foreach (var own in records)
        {
            var traffic = own.Where(record => meters[record.MeterId] == Traffic).Sum(record => record.Quantity);
            var disk = own.Where(record => meters[record.MeterId] == Disk).GroupBy(record => record.HourAt)
                .Sum(hour => hour.MaxBy(record => record.From)!.Quantity);
            Assert.Equal(
                NaiveOracle.Meter(tariff, traffic, 100) + (disk * 0.05m),
                lines[own.Key].Sum(line => byDocument[line.InvoiceId] * line.AmountMinor) / 100m);
        }
    }

    /// <summary>Replay finds no difference, each line of each document is explained, the books hold, and nothing is left to do.</summary>
    private static async Task AssertProvedAsync(Story story, List<Invoice> documents)
    {
        Assert.Equal(0, (await CorrectAsync(story)).Value);
        var replayed = await story.Database.AsWorkerAsync((ReplayInvoices replay) => replay.ExecuteAsync(Ct));
        Assert.Empty(replayed.Differences);
        foreach (var document in documents)
        {
            var explained = await story.Database.AsOrganizationAsync(
                document.OrganizationId, (ExplainInvoice explain) => explain.ExecuteAsync(document.OrganizationId, document.Id, Ct));
            Assert.All(explained.Value.Lines, line => Assert.True(line.Agrees, $"{document.Kind} {line.Line.AmountMinor} {line.Recomputed}"));
        }

        Assert.Null((await story.Database.AsWorkerAsync((InvoiceChain chain) => chain.VerifyAsync(1, Ct))).Problem);
        Assert.Empty(await story.Database.AsWorkerAsync((VerifyBooks verify) => verify.WholeAsync(Ct)));
    }

    /// <summary>Traffic: 100 are free, 0.01 each, all at 0.004 above 2000. Disk: the last of an hour, 0.05.</summary>
    private static async Task<Story> BeginAsync(DatabaseKind kind)
    {
        var story = await Story.BeginAsync(kind);
        foreach (var (code, meter) in new[] { (Traffic, MeterKind.Sum), (Disk, MeterKind.Last) })
        {
            Assert.Null((await story.Database.AsWorkerAsync(
                (DefineMeter define) => define.ExecuteAsync(new DefineMeterRequest(code, meter, "unit"), Ct))).Problem);
        }

        PublishPriceRequest[] prices =
        [
            new(Prices.MeterCode(Traffic), Story.Here, PriceTerms.Volume(
                [new Tier(0, UnitPrice.Parse("0.01", Story.Eur)), new Tier(2000, UnitPrice.Parse("0.004", Story.Eur))], allowance: 100)),
            new(Prices.MeterCode(Disk), Story.Here, PriceTerms.Counter(UnitPrice.Parse("0.05", Story.Eur))),
        ];
        foreach (var price in prices)
        {
            Assert.Null((await story.Database.AsWorkerAsync((PublishPrice publish) => publish.ExecuteAsync(price, Ct))).Problem);
        }

        var third = new PublishCouponRequest("THIRD", CouponKind.Percent, UnitPrice.Parse("0.333", Story.Eur)) { MostUses = 100 };
        Assert.Null((await story.Database.AsWorkerAsync((PublishCoupon publish) => publish.ExecuteAsync(third, Ct))).Problem);
        return story;
    }

    private static async Task RedeemAsync(Story story, long customer) =>
        Assert.Null((await story.Database.AsWorkerAsync((RedeemCoupon redeem) => redeem.ExecuteAsync(customer, "THIRD", Ct))).Problem);

    private static UsageReport Report(long server, string id, DateTimeOffset from, long quantity) =>
        new("host:1", id, server, Traffic, from, from.AddHours(1), quantity);

    private static Task<Result<Ingested>> IngestAsync(Story story, UsageReport[] reports) =>
        story.Database.AsWorkerAsync((IngestUsage ingest) => ingest.ExecuteAsync(reports, Ct));

    private static async Task IngestAtAsync(Story story, DateTimeOffset now, UsageReport report)
    {
        story.Database.Clock.SetUtcNow(now);
        Assert.Null((await IngestAsync(story, [report])).Problem);
    }

    /// <summary>As the worker's minute does it.</summary>
    private static async Task TickAsync(Story story)
    {
        story.Database.Clock.Advance(TimeSpan.FromMinutes(1));
        await RollUpAsync(story);
        Assert.Null((await story.Database.AsWorkerAsync((CloseLastMonth close) => close.ExecuteAsync(Ct))).Problem);
        Assert.Null((await CorrectAsync(story)).Problem);
    }

    private static Task CloseAsync(Story story)
    {
        story.Database.Clock.SetUtcNow(December.End + CloseMonth.Grace);
        return TickAsync(story);
    }

    private static Task<Result<int>> CorrectAsync(Story story) =>
        story.Database.AsWorkerAsync((CorrectLateUsage correct) => correct.ExecuteAsync(Ct));

    private static async Task RollUpAsync(Story story) =>
        Assert.Null((await story.Database.AsWorkerAsync((RollUpUsage rollUp) => rollUp.ExecuteAsync(Ct))).Problem);
}
