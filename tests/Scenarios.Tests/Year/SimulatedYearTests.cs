using System.Diagnostics;

using Hostelry.Testing;

namespace Hostelry.Scenarios.Tests.Year;

/// <summary>
/// Random customers over months, on the virtual clock: orders, resizes, deletes, payments, failures, deaths of processes, webhooks
/// late, twice, out of order and lost, late and double usage, new prices, coupons, refunds, disputes, dunning, month closes. What
/// everybody was billed and has is compared with an oracle that shares no code with the product.
/// </summary>
public sealed class SimulatedYearTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Category", "Slow")]
    public Task Twenty_customers_are_billed_to_the_cent_for_four_months() => PlayAsync(Plan.Of(DatabaseKind.Sqlite, 20271, 20, 4));

    [Fact]
    [Trait("Category", "Slow")]
    public Task Half_a_dozen_customers_are_billed_to_the_cent_on_PostgreSQL() => PlayAsync(Plan.Of(DatabaseKind.Postgres, 20272, 6, 2));

    [Fact]
    [Trait("Category", "Nightly")]
    public Task A_hundred_customers_are_billed_to_the_cent_for_a_year() => PlayAsync(Plan.Of(DatabaseKind.Sqlite, 20271, 100, 12));

    /// <summary>Another seed each time: what it finds, its line plays again.</summary>
    [Fact]
    [Trait("Category", "Nightly")]
    public Task A_thousand_customers_are_billed_to_the_cent_for_a_year() => PlayAsync(Plan.Of(DatabaseKind.Sqlite, Random.Shared.Next(1, 1_000_000), 1000, 12));

    private async Task PlayAsync(Plan plan)
    {
        var start = Stopwatch.GetTimestamp();
        await using var year = await SimulatedYear.BeginAsync(plan);
        try
        {
            await year.RunAsync();
        }
        finally
        {
            output.WriteLine($"{plan}: {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s, {Environment.CpuUsage.TotalTime.TotalSeconds:0.0} s of processors; {year.Report}");
        }

        Assert.True(year.Inspection.Invoices > plan.Customers * plan.Months / 3, $"Only {year.Inspection.Invoices} invoices were compared.");
    }
}
