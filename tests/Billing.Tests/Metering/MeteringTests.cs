using Hostelry.Billing.Alarms;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Metering;
using Hostelry.Billing.Rating;
using Hostelry.Testing;

namespace Hostelry.Billing.Tests.Metering;

public sealed class MeteringTests
{
    private const string Traffic = "traffic_out";

    private static readonly DateTimeOffset Noon = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task A_record_seen_twice_counts_once_and_the_first_one_counts(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind);
        var server = await story.RunningAsync(7, readyAt: Noon.AddHours(-1));
        Assert.Equal(new Ingested(2, 0), (await IngestAsync(story, Report(server, "a", 0, 100), Report(server, "b", 1, 50))).Value);
        Assert.Equal(new Ingested(1, 2), (await IngestAsync(
            story, Report(server, "a", 0, 999), Report(server, "b", 1, 50), Report(server, "c", 2, 7))).Value);
        Assert.Equal(new Ingested(1, 1), (await IngestAsync(story, Report(server, "d", 3, 1), Report(server, "d", 3, 1))).Value);

        Assert.Equal(158, await RolledUpAsync(story));
    }

    [Theory, OnBothDatabases]
    public async Task Only_closed_hours_are_rolled_up_and_again_when_a_record_comes_late(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind);
        var server = await story.RunningAsync(7, readyAt: Noon.AddHours(-1));
        story.Database.Clock.SetUtcNow(Noon.AddHours(1).AddMinutes(4));
        await IngestAsync(story, Report(server, "a", 60, 100), Report(server, "b", 121, 5));
        Assert.Equal(0, await RollUpAsync(story));

        story.Database.Clock.SetUtcNow(Noon.AddHours(1).AddMinutes(5));
        Assert.Equal(100, await RollUpAsync(story));

        await IngestAsync(story, Report(server, "late", 90, 11));
        Assert.Equal(111, await RollUpAsync(story));
        story.Database.Clock.SetUtcNow(Noon.AddDays(3));
        Assert.Equal(116, await RollUpAsync(story));
        Assert.Equal(116, await RollUpAsync(story));
    }

    [Theory, OnBothDatabases]
    public async Task Each_kind_of_meter_sums_an_hour_in_its_own_way(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind);
        foreach (var meter in Enum.GetValues<MeterKind>())
        {
            await DefineAsync(story, $"m_{(int)meter}", meter);
        }

        var server = await story.RunningAsync(7, readyAt: Noon.AddHours(-1));
        story.Database.Clock.SetUtcNow(Noon.AddHours(2));
        foreach (var meter in Enum.GetValues<MeterKind>())
        {
            // 30 minutes of 10, then ten minutes of 4; the next hour one second of 2.
            await IngestAsync(
                story,
                Report(server, $"{meter}1", 0, 10, $"m_{(int)meter}", seconds: 1800),
                Report(server, $"{meter}2", 30, 4, $"m_{(int)meter}", seconds: 600),
                Report(server, $"{meter}3", 60, 2, $"m_{(int)meter}", seconds: 1));
        }

        story.Database.Clock.SetUtcNow(Noon.AddHours(4));
        await RollUpAsync(story);
        var meters = (await story.AllAsync<Meter>()).ToDictionary(meter => meter.Id, meter => meter.Code);
        var months = (await story.AllAsync<UsageMonth>()).ToDictionary(month => meters[month.MeterId], month => month.Quantity);
        Assert.Equal(16, months["m_0"]);
        Assert.Equal(12, months["m_1"]);
        Assert.Equal(6, months["m_2"]);
        Assert.Equal((10 * 1800) + (4 * 600) + 2, months["m_3"]);
    }

    [Theory, OnBothDatabases]
    public async Task The_roll_up_of_random_records_in_any_order_and_pieces_is_their_plain_sum(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind);
        var server = await story.RunningAsync(7, readyAt: Noon.AddHours(-1));
        story.Database.Clock.SetUtcNow(Noon.AddDays(34));
        var random = new Random(4711);
        var reports = Enumerable.Range(0, 400)
            .Select(at => Report(server, $"r{at}", random.Next(34 * 24 * 60), random.Next(1000))).ToList();
        foreach (var piece in reports.Concat(reports.Take(100)).OrderBy(_ => random.Next()).Chunk(90))
        {
            await IngestAsync(story, piece);
            await RollUpAsync(story);
        }

        var expected = reports.GroupBy(report => Month.Of(report.From).Start)
            .ToDictionary(month => month.Key, month => month.Sum(report => report.Quantity));
        Assert.Equal(expected, (await story.AllAsync<UsageMonth>()).ToDictionary(row => row.MonthAt, row => row.Quantity));
    }

    [Theory, OnBothDatabases]
    public async Task What_no_meter_can_have_seen_is_refused_and_nothing_of_the_call_is_kept(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind);
        var server = await story.RunningAsync(7, readyAt: Noon.AddHours(-1));
        async Task<string?> CodeAsync(UsageReport report) =>
            (await IngestAsync(story, Report(server, "good", 0, 1), report)).Problem?.Code;

        Assert.Equal("invalid_input", await CodeAsync(Report(server, "x", 0, -1)));
        Assert.Equal("invalid_input", await CodeAsync(Report(server, "x", 0, long.MaxValue)));
        Assert.Equal("invalid_input", await CodeAsync(Report(server, "x", 0, 1, seconds: 0)));
        Assert.Equal("invalid_input", await CodeAsync(Report(server, "x", -30, 1, seconds: 3600)));
        Assert.Equal("invalid_input", await CodeAsync(Report(server, "", 0, 1)));
        Assert.Equal("meter_missing", await CodeAsync(Report(server, "x", 0, 1, "nothing")));
        Assert.Equal("subscription_missing", await CodeAsync(Report(server + 999, "x", 0, 1)));
        Assert.Equal("usage_not_yet", await CodeAsync(Report(server, "x", 120, 1)));
        Assert.Equal("usage_too_late", await CodeAsync(Report(server, "x", -36 * 24 * 60, 1)));
        Assert.Empty(await story.AllAsync<UsageRecord>());
        Assert.Null(await CodeAsync(Report(server, "x", 0, int.MaxValue + 1L)));
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("2147483648", 2147483648L)]
    [InlineData("-1", null)]
    [InlineData("1.5", null)]
    [InlineData("9223372036854775808", null)]
    [InlineData("1e999", null)]
    [InlineData("١٢", null)]
    [InlineData("", null)]
    public void A_quantity_is_digits_alone(string text, long? expected) =>
        Assert.Equal(expected, IngestUsage.TryParseQuantity(text, out var quantity) ? quantity : null);

    [Theory, OnBothDatabases]
    public async Task A_meter_without_a_price_is_an_alarm_and_keeps_its_month_open_until_there_is_one(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind, price: null);
        var server = await story.RunningAsync(7, readyAt: Noon.AddHours(-1));
        await IngestAsync(story, Report(server, "a", 0, 5000));
        story.Database.Clock.SetUtcNow(Noon.AddHours(2));
        await RollUpAsync(story);
        await CheckAsync(story);
        await CheckAsync(story);

        var alarm = Assert.Single(await story.AllAsync<Alarm>());
        Assert.Equal((AlarmCode.MeterWithoutPrice, 2L, (long?)7), (alarm.Code, alarm.Times, alarm.OrganizationId));
        story.Database.Clock.SetUtcNow(new Month(2026, 11).End + CloseMonth.Grace);
        await RollUpAsync(story);
        Assert.Equal([7L], (await CloseAsync(story)).Left);
        Assert.Empty(await story.AllAsync<Invoice>());

        await PublishAsync(story, Counter("0.001"));
        await CheckAsync(story);
        Assert.NotNull((await story.AllAsync<Alarm>()).Single(row => row.Code == AlarmCode.MeterWithoutPrice).ClearedAt);
        Assert.Empty((await CloseAsync(story)).Left);
        var line = Assert.Single(await story.AllAsync<InvoiceLine>(), line => line.Kind == LineKind.Usage);
        Assert.Equal((5000L, 5000m, 500L), (line.Measured, line.Quantity, line.AmountMinor));
        Assert.All(await story.AllAsync<Alarm>(), row => Assert.NotNull(row.ClearedAt));
    }

    [Theory, OnBothDatabases]
    public async Task What_a_meter_saw_before_ready_or_after_the_end_counts_nothing(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind);
        var pending = (await story.OrderAsync(7)).Value;
        var server = await story.RunningAsync(7, readyAt: Noon.AddMinutes(30));
        story.Database.Clock.SetUtcNow(Noon.AddHours(2));
        await story.EndAsync(server, Noon.AddHours(2));
        await IngestAsync(
            story,
            Report(server, "before", 89, 10_000), Report(server, "across", 89, 1, seconds: 120), Report(server, "first", 100, 2),
            Report(server, "last", 179, 4), Report(pending, "never", 100, 10_000));
        story.Database.Clock.SetUtcNow(Noon.AddHours(3));
        await IngestAsync(story, Report(server, "after", 180, 10_000));

        Assert.Equal(7, await RolledUpAsync(story));
        Assert.Equal(6, (await story.AllAsync<UsageRecord>()).Count);
    }

    [Theory, OnBothDatabases]
    public async Task A_price_published_later_and_a_later_change_of_plan_leave_what_a_month_costs(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind);
        var server = await story.RunningAsync(7, readyAt: Noon.AddHours(-1));
        await IngestAsync(story, Report(server, "a", 0, 3000));
        story.Database.Clock.SetUtcNow(Noon.AddHours(3));
        await RollUpAsync(story);
        var before = await UsageAsync(story);

        // The plan that runs now gets a price of its own, from which this server was never ordered.
        await PublishAsync(story, new PublishPriceRequest(
            Prices.MeterCode(Story.Small, Traffic), Story.Here, PriceTerms.Counter(UnitPrice.Parse("0.9", Story.Eur))));
        await PublishAsync(story, new PublishPriceRequest(
            Prices.MeterCode(Story.Large, Traffic), Story.Here, PriceTerms.Counter(UnitPrice.Parse("0.9", Story.Eur))));
        Assert.Equal(before, await UsageAsync(story));

        story.Database.Clock.SetUtcNow(new Month(2026, 11).End.AddMinutes(5));
        Assert.Null((await story.ChangeAsync(server, Story.Large, story.Now)).Problem);
        story.Database.Clock.SetUtcNow(new Month(2026, 11).End + CloseMonth.Grace);
        await RollUpAsync(story);
        Assert.Empty((await CloseAsync(story)).Left);

        // The whole month includes more: 1000 × 493 ÷ 720 of 3000.
        Assert.Equal("23.16 EUR", Assert.Single(await story.AllAsync<InvoiceLine>(), line => line.Kind == LineKind.Usage).Amount.ToString());
    }

    [Theory, OnBothDatabases]
    public async Task A_month_whose_usage_is_not_summed_yet_is_not_closed(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind, "0.001");
        var server = await story.RunningAsync(7, readyAt: Noon.AddHours(-1));
        await IngestAsync(story, Report(server, "a", 0, 5000));
        var month = new Month(2026, 11);
        story.Database.Clock.SetUtcNow(month.End + CloseMonth.Grace);

        // The roll-up of this minute has failed.
        var closed = await story.Database.AsWorkerAsync((CloseMonth close) => close.ExecuteAsync(1, month, Ct));
        Assert.Equal("usage_not_rolled_up", closed.Problem?.Code);
        Assert.Empty(await story.AllAsync<Invoice>());

        await RollUpAsync(story);
        await CloseAsync(story);

        // 1000 × 493 ÷ 720 of them are included: 4316 × 0.001.
        Assert.Equal(432L, Assert.Single(await story.AllAsync<InvoiceLine>(), line => line.Kind == LineKind.Usage).AmountMinor);
    }

    [Theory, OnBothDatabases]
    public async Task A_running_server_keeps_the_meters_price_it_was_ordered_at_until_an_announced_change(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind);
        var server = await story.RunningAsync(7, readyAt: Noon.AddHours(-1));
        await IngestAsync(story, Report(server, "a", 0, 3000));
        story.Database.Clock.SetUtcNow(Noon.AddHours(3));
        await RollUpAsync(story);
        var next = await PublishAsync(story, Counter("0.010"));
        Assert.Equal("29.95 EUR", await UsageAsync(story));

        async Task<string?> AnnounceAsync(Month month) => (await story.Database.AsWorkerAsync(
            (AnnouncePriceChange announce) => announce.ExecuteAsync(next.Id, month, Ct))).Problem?.Code;
        Assert.Equal("notice_too_short", await AnnounceAsync(new Month(2026, 12)));
        Assert.Null(await AnnounceAsync(new Month(2027, 1)));
        Assert.Equal("price_change_exists", await AnnounceAsync(new Month(2027, 1)));
        Assert.Equal("29.95 EUR", await UsageAsync(story));
    }

    [Theory, OnBothDatabases]
    public async Task Old_records_go_in_pieces_and_the_months_stay(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind);
        var server = await story.RunningAsync(7, readyAt: Noon.AddHours(-1));
        await IngestAsync(story, Report(server, "a", 0, 5));
        story.Database.Clock.SetUtcNow(Noon.AddDays(69));
        await RollUpAsync(story);
        Task<Result<long>> ForgetAsync() => story.Database.AsWorkerAsync((ForgetUsage forget) => forget.ExecuteAsync(Ct));
        Assert.Equal(0, (await ForgetAsync()).Value);
        story.Database.Clock.SetUtcNow(Noon.AddDays(71));

        Assert.Equal(1, (await ForgetAsync()).Value);
        Assert.Empty(await story.AllAsync<UsageRecord>());
        Assert.Equal(5, Assert.Single(await story.AllAsync<UsageMonth>()).Quantity);
    }

    private static async Task<Story> BeginAsync(DatabaseKind kind, string? price = "0.010")
    {
        var story = await Story.BeginAsync(kind);
        await DefineAsync(story, Traffic, MeterKind.Sum);
        if (price is not null)
        {
            // 1000 are free.
            await PublishAsync(story, new PublishPriceRequest(
                Prices.MeterCode(Traffic), Story.Here, PriceTerms.Counter(UnitPrice.Parse(price, Story.Eur), allowance: 1000)));
        }

        await story.CustomerAsync(7);
        return story;
    }

    private static PublishPriceRequest Counter(string price) =>
        new(Prices.MeterCode(Traffic), Story.Here, PriceTerms.Counter(UnitPrice.Parse(price, Story.Eur)));

    private static async Task<Price> PublishAsync(Story story, PublishPriceRequest request) =>
        (await story.Database.AsWorkerAsync((PublishPrice publish) => publish.ExecuteAsync(request, Ct))).Value;

    private static async Task DefineAsync(Story story, string code, MeterKind kind) =>
        Assert.Null((await story.Database.AsWorkerAsync(
            (DefineMeter define) => define.ExecuteAsync(new DefineMeterRequest(code, kind, "unit"), Ct))).Problem);

    private static UsageReport Report(
        long subscription, string id, int minute, long quantity, string meter = Traffic, int seconds = 60)
    {
        // Whole minutes of the hour before noon count from the clock's own start.
        var from = Noon.AddMinutes(minute - 60);
        return new UsageReport("host:1", id, subscription, meter, from, from.AddSeconds(seconds), quantity);
    }

    private static Task<Result<Ingested>> IngestAsync(Story story, params UsageReport[] reports) =>
        story.Database.AsWorkerAsync((IngestUsage ingest) => ingest.ExecuteAsync(reports, Ct));

    private static async Task<long> RolledUpAsync(Story story)
    {
        story.Database.Clock.Advance(TimeSpan.FromHours(2));
        return await RollUpAsync(story);
    }

    /// <summary>All that is rolled up so far.</summary>
    private static async Task<long> RollUpAsync(Story story)
    {
        Assert.Null((await story.Database.AsWorkerAsync((RollUpUsage rollUp) => rollUp.ExecuteAsync(Ct))).Problem);
        return (await story.AllAsync<UsageMonth>()).Sum(month => month.Quantity);
    }

    private static Task CheckAsync(Story story) =>
        story.Database.AsWorkerAsync((CheckMeterPrices check) => check.ExecuteAsync(Ct));

    private static async Task<MonthClosed> CloseAsync(Story story) =>
        (await story.Database.AsWorkerAsync((CloseMonth close) => close.ExecuteAsync(1, new Month(2026, 11), Ct))).Value;

    private static async Task<string> UsageAsync(Story story)
    {
        var preview = await story.Database.AsOrganizationAsync(7, (Preview preview) => preview.ForAsync(7, Ct));
        return Assert.Single(preview!.Lines, line => line.Kind == LineKind.Usage).Amount.ToString();
    }
}
