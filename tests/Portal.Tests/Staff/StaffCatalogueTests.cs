using System.Net;

using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

namespace Hostelry.Portal.Tests.Staff;

/// <summary>Server types and their prices, as staff make them and as customers then order them.</summary>
public sealed class StaffCatalogueTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task Type_is_made_priced_ordered_repriced_and_retired(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        var browser = await StaffPeople.EnterAsync(portal);
        var name = "t" + Guid.CreateVersion7().ToString("N")[20..];
        var path = await CreateAsync(browser, name);
        Assert.Equal("price_missing", (await OrderAsync(customer, name)).Code);

        var priced = await PublishAsync(browser, path, "0.004", "2,50", "");
        Assert.Equal(path, priced.Location);
        await customer.Api.ServerAsync("priced", type: name);

        // A second version: seen before it is published, and what runs keeps what it has.
        var price = (await browser.GetAsync(path)).Document.QuerySelector("a[href*='/prices/']")!.GetAttribute("href")!;
        var preview = await browser.PostAsync(price, ("Form.Hourly", "0.008"), ("Form.Cap", "5.00"), ("Form.From", "2999-01-01"), ("Form.Step", "preview"));
        Assert.Contains("0.004 EUR", preview.Text, StringComparison.Ordinal);
        Assert.Contains("0.008 EUR", preview.Text, StringComparison.Ordinal);
        Assert.Contains("1 running servers keep", preview.Text, StringComparison.Ordinal);
        Assert.InRange(preview.Queries, 1, 6);
        Assert.Single((await browser.GetAsync(path)).Document.QuerySelectorAll("tbody tr"));
        Assert.Equal(path, (await PublishAsync(browser, path, "0.008", "5.00", "2999-01-01")).Location);
        Assert.Contains("at that very moment", StaffPeople.MessagesOf(await PublishAsync(browser, path, "0.009", "5.00", "2999-01-01"))["Form.From"], StringComparison.Ordinal);
        var history = await browser.GetAsync(path);
        Assert.Equal(["To come", "Runs"], history.Document.QuerySelectorAll("tbody .state").Select(cell => cell.TextContent));
        Assert.InRange(history.Queries, 1, 6);

        // Closed at the one location there is: nobody orders it, until it is open again.
        var offered = await AvailableAsync(customer);
        var offer = history.Document.QuerySelector("form[action*='/offers/']")!.GetAttribute("action")!;
        Assert.Equal(path, (await browser.PostAsync(offer, ("open", "false"))).Location);
        Assert.Equal("placement_error", (await OrderAsync(customer, name)).Code);
        Assert.Equal(offered - 1, await AvailableAsync(customer));
        Assert.Equal(path, (await browser.PostAsync(offer, ("open", "true"))).Location);
        Assert.Equal(offered, await AvailableAsync(customer));
        Assert.Equal(201, (await OrderAsync(customer, name)).StatusCode);

        await browser.GetAsync(path + "/retire");
        Assert.Equal($"Type “{name}” exactly.", StaffPeople.MessagesOf(await browser.PostAsync(path + "/retire", ("Confirm", "ct11")))["Confirm"]);
        Assert.Equal(path, (await browser.PostAsync(path + "/retire", ("Confirm", name))).Location);
        Assert.Equal("invalid_input", (await OrderAsync(customer, name)).Code);
        Assert.Equal(path, (await browser.PostAsync(path + "/restore")).Location);
        Assert.Equal(201, (await OrderAsync(customer, name)).StatusCode);
        Assert.InRange((await browser.GetAsync("/staff/catalogue")).Queries, 1, 6);
    }

    [Theory]
    [InlineData("Name", "", "cannot be empty")]
    [InlineData("Name", "Big One", "2 to 32 characters")]
    [InlineData("Name", "ct11", "used by another type")]
    [InlineData("Description", "", "cannot be empty")]
    [InlineData("Cores", "0", "a whole number from 1 to 128")]
    [InlineData("Memory", "64", "a whole number from 128")]
    [InlineData("Disk", "x", "a whole number from 1")]
    [InlineData("Processes", "-1", "a whole number from 64")]
    public async Task Bad_type_is_answered_beside_its_field(string field, string typed, string message)
    {
        var browser = await StaffPeople.EnterAsync(await portals.OnAsync(DatabaseKind.Sqlite));
        await browser.GetAsync("/staff/catalogue/server-types/new");

        var page = await browser.PostAsync("/staff/catalogue/server-types/new", Type("tiny" + typed.Length, (field, typed)));

        Assert.Contains(message, StaffPeople.MessagesOf(page)[field], StringComparison.Ordinal);
        Assert.Equal(typed, page.Document.QuerySelector($"[name='{field}']")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("Form.Hourly", "-1", "Enter a price in EUR")]
    [InlineData("Form.Hourly", "", "Enter a price in EUR")]
    [InlineData("Form.Cap", "much", "Enter an amount of EUR")]
    [InlineData("Form.From", "2020-01-01", "that is to come")]
    [InlineData("Form.From", "soon", "that is to come")]
    public async Task Bad_price_is_answered_beside_its_field_and_published_nowhere(string field, string typed, string message)
    {
        var browser = await StaffPeople.EnterAsync(await portals.OnAsync(DatabaseKind.Sqlite), StaffRoles.Billing);
        var type = (await browser.GetAsync("/staff/catalogue")).Document.QuerySelector("tbody th a")!.GetAttribute("href")!;
        var before = (await browser.GetAsync(type)).Document.QuerySelectorAll("tbody tr").Length;
        var good = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Form.Hourly"] = "0.1",
            ["Form.Cap"] = "9.00",
            ["Form.From"] = "2998-01-01",
            ["Form.Step"] = "publish",
            [field] = typed,
        };
        var path = (await browser.GetAsync(type)).Document.QuerySelector("a[href*='/prices/']")!.GetAttribute("href")!;
        await browser.GetAsync(path);

        var page = await browser.PostAsync(path, [.. good.Select(pair => (pair.Key, pair.Value))]);

        Assert.Contains(message, StaffPeople.MessagesOf(page)[field], StringComparison.Ordinal);
        Assert.Equal(typed, page.Document.QuerySelector($"[name='{field}']")!.GetAttribute("value"));
        Assert.Equal(before, (await browser.GetAsync(type)).Document.QuerySelectorAll("tbody tr").Length);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(type + "/prices/999")).Status);
    }

    private static async Task<string> CreateAsync(Browser browser, string name)
    {
        await browser.GetAsync("/staff/catalogue/server-types/new");
        return (await browser.PostAsync("/staff/catalogue/server-types/new", Type(name))).Location!;
    }

    private static (string, string)[] Type(string name, params (string Field, string Value)[] other)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Name"] = name,
            ["Description"] = "A test",
            ["Cores"] = "1",
            ["Memory"] = "256",
            ["Disk"] = "5",
            ["Processes"] = "512",
        };
        foreach (var (field, value) in other)
        {
            fields[field] = value;
        }

        return [.. fields.Select(pair => (pair.Key, pair.Value))];
    }

    private static async Task<Page> PublishAsync(Browser browser, string type, string hourly, string cap, string from)
    {
        var path = (await browser.GetAsync(type)).Document.QuerySelector("a[href*='/prices/']")!.GetAttribute("href")!;
        await browser.GetAsync(path);
        return await browser.PostAsync(path, ("Form.Hourly", hourly), ("Form.Cap", cap), ("Form.From", from), ("Form.Step", "publish"));
    }

    /// <summary>How many types the API says can be ordered in the only datacenter.</summary>
    private static async Task<int> AvailableAsync(TestCustomer customer) =>
        (await customer.Api.GetAsync("datacenters/1")).Body!["datacenter"]!["server_types"]!["available"]!.AsArray().Count;

    private static Task<TestAnswer> OrderAsync(TestCustomer customer, string type) => customer.Api.PostAsync(
        "servers", new { name = "s-" + Guid.CreateVersion7().ToString("N"), server_type = type, image = "debian-12" });
}
