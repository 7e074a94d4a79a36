using System.Globalization;
using System.Text.Json.Nodes;

using Hostelry.Billing;
using Hostelry.Billing.Subscriptions;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

using Parquet;

namespace Hostelry.Portal.Tests.Commands;

/// <summary>What operators say of prices, meters, usage, coupons and credit that expires.</summary>
public sealed class MoneyCommandTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task Prices_of_every_kind_are_published_and_a_wrong_one_is_not(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var unique = Unique();
        await portal.CommandAsync("meter", "define", "m_" + unique, "--kind", "sum", "--unit", "byte");
        string[] here = ["--location", "local", "--json"];
        async Task<string> PublishAsync(params string[] args) =>
            (string)JsonNode.Parse(await portal.CommandAsync(["price", "publish", .. args, .. here]))!["kind"]!;

        Assert.Equal("month", await PublishAsync("--product", "p1-" + unique, "--kind", "month", "--unit", "5"));
        Assert.Equal("unit_hour", await PublishAsync("--product", "p2-" + unique, "--kind", "unit_hour", "--unit", "0.0001", "--cap", "0.05"));
        Assert.Equal("percentage", await PublishAsync("--product", "p3-" + unique, "--kind", "percentage", "--unit", "0.2"));
        Assert.Equal("one_off", await PublishAsync("--product", "setup:" + unique, "--kind", "one_off", "--unit", "12.50"));
        Assert.Equal("counter", await PublishAsync("--meter", "m_" + unique, "--kind", "counter", "--unit", "1", "--unit-size", "1000000000", "--allowance", "20000000000", "--pooled"));
        Assert.Equal("graduated", await PublishAsync("--meter", "m_" + unique, "--type", "ct11", "--kind", "graduated", "--tier", "0:0.010", "--tier", "100:0.008"));

        foreach (var wrong in (string[][])[
            ["--product", "x-" + unique, "--kind", "month", "--unit", "-1"], ["--product", "x-" + unique, "--kind", "month", "--unit", "1e999"],
            ["--product", "x-" + unique, "--kind", "month"], ["--product", "x-" + unique, "--kind", "counter", "--unit", "1"],
            ["--meter", "nothing_" + unique, "--kind", "counter", "--unit", "1"], ["--type", "none", "--unit", "1", "--cap", "1"]])
        {
            Assert.Equal(1, (await portal.TryCommandAsync(["price", "publish", .. wrong, .. here])).Code);
        }

        Assert.Equal(2, (await portal.TryCommandAsync(["price", "publish", "--unit", "1", .. here])).Code);
        Assert.Contains(unique, await portal.CommandAsync("price", "list", "--all"), StringComparison.Ordinal);
        Assert.Contains("m_" + unique, await portal.CommandAsync("meter", "list"), StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task A_change_of_price_is_announced_a_month_ahead_and_no_later(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var made = JsonNode.Parse(await portal.CommandAsync(
            "price", "publish", "--product", "announced-" + Unique(), "--kind", "month", "--unit", "5", "--location", "local", "--json"))!;
        var id = made["id"]!.ToString();
        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal(1, (await portal.TryCommandAsync("price", "announce", id, "--month", now.AddDays(5).ToString("yyyy-MM", CultureInfo.InvariantCulture))).Code);
        await portal.CommandAsync("price", "announce", id, "--month", now.AddMonths(3).ToString("yyyy-MM", CultureInfo.InvariantCulture));
        Assert.Contains($"price {id}", await portal.CommandAsync("price", "announcements"), StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Coupons_and_credit_that_expires_reach_an_organization_once(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync("0");
        var code = "TRY-" + Unique().ToUpperInvariant();
        await portal.CommandAsync("coupon", "publish", code, "--credit", "20.00", "--days", "14");
        await portal.CommandAsync("coupon", "redeem", code, "--organization", customer.Name);
        Assert.Equal(1, (await portal.TryCommandAsync("coupon", "redeem", code, "--organization", customer.Name)).Code);
        Assert.Contains($"{code}\tcredit 20\t1 of", await portal.CommandAsync("coupon", "list"), StringComparison.Ordinal);

        string[] trial = ["credit", "trial", "--organization", customer.Name, "--amount", "5.00", "--days", "30", "--reason", "sorry"];
        await portal.CommandAsync(trial);
        await portal.CommandAsync(trial);
        var shown = JsonNode.Parse(await portal.CommandAsync("organization", "show", "--organization", customer.Name, "--json"))!;
        Assert.Equal("25.00", (string)shown["balance"]!);
        Assert.Equal(2, (await portal.TryCommandAsync("coupon", "publish", code, "--amount", "1", "--percent", "5")).Code);
    }

    [Theory, OnBothDatabases]
    public async Task Usage_is_imported_once_and_exported_as_csv_and_parquet_alike(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        var server = await customer.Api.ServerAsync("metered");
        var subscription = await portal.AsWorkerAsync<BillingDb, Subscription>(db => db.Subscriptions.IgnoreQueryFilters()
            .SingleAsync(row => row.OrganizationId == customer.Id && row.ResourceId == server, TestApi.Stop));
        var meter = "u_" + Unique();
        await portal.CommandAsync("meter", "define", meter, "--kind", "sum", "--unit", "byte");
        await portal.AsWorkerAsync<BillingDb, int>(db => db.Subscriptions.IgnoreQueryFilters().Where(row => row.Id == subscription.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ReadyAt, subscription.CreatedAt.AddDays(-3)), TestApi.Stop));
        var hour = new DateTimeOffset(subscription.CreatedAt.UtcDateTime.Date.AddDays(-1).AddHours(10), TimeSpan.Zero);
        var folder = Directory.CreateTempSubdirectory("usage-").FullName;
        var file = Path.Combine(folder, "in.csv");
        string Line(int at, string quantity) => string.Create(
            CultureInfo.InvariantCulture, $"test,{meter}-{at},{subscription.Id},{meter},{hour.AddMinutes(at):yyyy-MM-dd'T'HH:mm:ss'Z'},{hour.AddMinutes(at + 1):yyyy-MM-dd'T'HH:mm:ss'Z'},{quantity}");
        await File.WriteAllLinesAsync(file, ["source,id,subscription,meter,from,to,quantity", Line(1, "40"), Line(2, "2")], TestApi.Stop);
        Assert.StartsWith("2 records are new, 0", await portal.CommandAsync("usage", "import", file), StringComparison.Ordinal);
        Assert.StartsWith("0 records are new, 2", await portal.CommandAsync("usage", "import", file), StringComparison.Ordinal);
        await File.WriteAllLinesAsync(file, ["source,id,subscription,meter,from,to,quantity", Line(3, "1.5")], TestApi.Stop);
        Assert.Equal(1, (await portal.TryCommandAsync("usage", "import", file)).Code);
        await portal.AsWorkerAsync<Billing.Metering.RollUpUsage, object>(async rollUp => await rollUp.ExecuteAsync(TestApi.Stop));

        string[] export = ["usage", "export", "--month", hour.ToString("yyyy-MM", CultureInfo.InvariantCulture), "--organization", customer.Name];
        var (csv, parquet) = (Path.Combine(folder, "out.csv"), Path.Combine(folder, "out.parquet"));
        await portal.CommandAsync([.. export, "--output", csv]);
        await portal.CommandAsync([.. export, "--output", parquet, "--format", "parquet"]);
        var row = (await File.ReadAllLinesAsync(csv, TestApi.Stop))[1].Split(',');
        Assert.Equal((hour.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), meter, "42", "1", "2"), (row[0], row[6], row[8], row[9], row[10]));

        await using var reader = await ParquetReader.CreateAsync(parquet, cancellationToken: TestApi.Stop);
        using var group = reader.OpenRowGroupReader(0);
        var field = reader.Schema.GetDataFields().Single(one => one.Name == "quantity");
        var quantities = new long[1];
        await group.ReadAsync<long>(field, quantities, cancellationToken: TestApi.Stop);
        Assert.Equal([42L], quantities);
        Directory.Delete(folder, true);
    }

    private static string Unique() => Guid.CreateVersion7().ToString("N")[^12..];
}
