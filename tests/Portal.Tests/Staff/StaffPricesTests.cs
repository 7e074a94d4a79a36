using System.Net;

using Hostelry.Billing;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Coupons;
using Hostelry.Billing.Rating;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Staff;

/// <summary>The price book, as staff write it.</summary>
public sealed class StaffPricesTests(Portals portals)
{
    private const int MostQueries = 6;

    [Theory, OnBothDatabases]
    public async Task Every_kind_of_price_is_published_by_its_form(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var browser = await StaffPeople.EnterAsync(portal, StaffRoles.Billing);
        var mark = Guid.CreateVersion7().ToString("N")[20..];
        foreach (var one in Enum.GetNames<PriceKind>())
        {
            var tiered = one is "Graduated" or "Volume";
            var meter = tiered || one == "Counter";
            var answer = await PublishAsync(
                browser, (meter ? "meter:" : "test:") + mark + one.ToLowerInvariant(), ("Form.Kind", one), ("Form.Unit", tiered ? "" : "0,02"),
                ("Form.Cap", one == "Hour" ? "5.00" : ""), ("Form.Tiers", tiered ? "0 0.01\r\n100 0.008" : ""),
                ("Form.UnitSize", meter ? "1000" : ""), ("Form.Allowance", meter ? "5000" : ""), ("Form.Commitment", one == "Month" ? "12" : ""));
            Assert.Equal((one, "/staff/catalogue/prices"), (one, answer.Location));
        }

        var stored = await portal.AsWorkerAsync<BillingDb, List<Price>>(db => db.Prices.AsNoTracking().Include(price => price.Tiers)
            .Where(price => price.ProductCode.Contains(mark)).ToListAsync(TestApi.Stop));
        Assert.Equal(Enum.GetValues<PriceKind>().Order(), stored.Select(price => price.Kind).Order());
        Assert.Equal((12, 5000L, 1000L, 2), (
            stored.Single(price => price.Kind == PriceKind.Month).CommitmentMonths, stored.Single(price => price.Kind == PriceKind.Counter).Allowance,
            stored.Single(price => price.Kind == PriceKind.Volume).UnitSize, stored.Single(price => price.Kind == PriceKind.Graduated).Tiers.Count));
        Assert.All(stored.Where(price => price.Tiers.Count == 0), price => Assert.Equal(20_000_000, price.UnitNano));
        var page = await browser.GetAsync("/staff/catalogue/prices");
        Assert.Equal(stored.Count, page.Document.QuerySelectorAll("tbody th").Count(cell => cell.TextContent.Contains(mark, StringComparison.Ordinal)));
        Assert.InRange(page.Queries, 1, MostQueries);
    }

    [Theory, OnBothDatabases]
    public async Task A_change_is_announced_once_and_with_notice(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var (browser, user) = await StaffPeople.EnterAsAsync(portal, StaffRoles.Billing);
        var product = "test:" + Guid.CreateVersion7().ToString("N");
        await PublishAsync(browser, product, ("Form.Kind", "Month"), ("Form.Unit", "9.00"));
        var id = await portal.AsWorkerAsync<BillingDb, long>(db => db.Prices.Where(price => price.ProductCode == product).Select(price => price.Id).SingleAsync(TestApi.Stop));
        var path = $"/staff/catalogue/prices/{id}/announce";
        var form = await browser.GetAsync(path);
        var month = form.Document.QuerySelector("[name='Form.Month']")!.GetAttribute("value")!;

        var now = Month.Of(TimeProvider.System.GetUtcNow());
        Assert.Contains("30 days", StaffPeople.MessagesOf(await browser.PostAsync(path, ("Form.Month", now.Next.ToString())))["Form.Month"], StringComparison.Ordinal);
        Assert.Contains("Type a month", StaffPeople.MessagesOf(await browser.PostAsync(path, ("Form.Month", "soon")))["Form.Month"], StringComparison.Ordinal);
        Assert.Equal("/staff/catalogue/prices", (await browser.PostAsync(path, ("Form.Month", month))).Location);
        Assert.Contains("announced already", StaffPeople.MessagesOf(await browser.PostAsync(path, ("Form.Month", month)))["Form.Month"], StringComparison.Ordinal);
        var row = Assert.Single((await browser.GetAsync("/staff/catalogue/prices")).Document.QuerySelectorAll("tbody tr"), one => one.TextContent.Contains(product, StringComparison.Ordinal));
        Assert.Contains("announced for " + month, row.TextContent, StringComparison.Ordinal);
        Assert.Equal($"user:{user}", (await portal.AsWorkerAsync<BillingDb, AuditEntry>(db => db.Reachable<AuditEntry>()
            .SingleAsync(entry => entry.Action == "price.announce" && entry.Subjects == $"price:{id}", TestApi.Stop))).Actor);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/staff/catalogue/prices/9007199254740991/announce")).Status);
    }

    [Theory, OnBothDatabases]
    public async Task Coupons_meters_and_rates_are_added_once(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var browser = await StaffPeople.EnterAsync(portal, StaffRoles.Billing);
        var mark = Guid.CreateVersion7().ToString("N")[20..];
        (string, string)[] coupon =
        [
            ("Form.Code", "T-" + mark), ("Form.Kind", "Percent"), ("Form.Off", "12,5"), ("Form.Months", "3"), ("Form.Product", ""), ("Form.Until", "2999-01-01"),
            ("Form.MostUses", "50"), ("Form.MostUsesPerCustomer", "1"),
        ];
        await browser.GetAsync("/staff/catalogue/coupons");
        Assert.Equal("/staff/catalogue/coupons", (await browser.PostAsync("/staff/catalogue/coupons/new", coupon)).Location);
        Assert.Contains("coupon of this code", StaffPeople.MessagesOf(await browser.PostAsync("/staff/catalogue/coupons/new", coupon))["Form.Code"], StringComparison.Ordinal);
        var stored = await portal.AsWorkerAsync<BillingDb, Coupon>(db => db.Coupons.SingleAsync(row => row.Code == ("T-" + mark).ToUpperInvariant(), TestApi.Stop));
        Assert.Equal((125_000_000L, 3, 50), (stored.OffNano, stored.Months, stored.MostUses));
        Assert.InRange((await browser.GetAsync("/staff/catalogue/coupons")).Queries, 1, MostQueries);

        (string, string)[] meter = [("Form.Code", "m_" + mark), ("Form.Kind", "Sum"), ("Form.Unit", "byte"), ("Form.Resource", "server")];
        Assert.Equal("/staff/catalogue/meters", (await browser.PostAsync("/staff/catalogue/meters/new", meter)).Location);
        Assert.Contains("counts something else", StaffPeople.MessagesOf(await browser.PostAsync(
            "/staff/catalogue/meters/new", [.. meter.Select(field => field.Item1 == "Form.Kind" ? (field.Item1, "Max") : field)]))["Form.Code"], StringComparison.Ordinal);
        Assert.Contains("m_" + mark, (await browser.GetAsync("/staff/catalogue/meters")).Text, StringComparison.Ordinal);

        (string, string)[] rate = [("Form.Country", "no"), ("Form.Class", "any"), ("Form.Rate", "25"), ("Form.From", "2998-01-01")];
        Assert.Equal("/staff/catalogue/tax-rates", (await browser.PostAsync("/staff/catalogue/tax-rates/new", rate)).Location);
        Assert.Contains("that very day", StaffPeople.MessagesOf(await browser.PostAsync("/staff/catalogue/tax-rates/new", rate))["Form.From"], StringComparison.Ordinal);
        Assert.InRange((await browser.GetAsync("/staff/catalogue/tax-rates")).Queries, 1, MostQueries);
    }

    [Theory]
    [InlineData("prices/new", "Form.Unit", "free", "Type a price")]
    [InlineData("prices/new", "Form.Unit", "-1", "Type a price")]
    [InlineData("prices/new", "Form.Commitment", "121", "months from 0 to 120")]
    [InlineData("prices/new", "Form.Allowance", "-5", "whole number from 0")]
    [InlineData("prices/new", "Form.UnitSize", "1e999", "whole number from 1")]
    [InlineData("prices/new", "Form.From", "2020-01-01", "must not lie in the past")]
    [InlineData("prices/new", "Form.From", "soon", "Type a day")]
    [InlineData("prices/new", "Form.Product", "", "Type 1 to 100 characters")]
    [InlineData("coupons/new", "Form.Code", "a", "3 to 40 capital letters")]
    [InlineData("coupons/new", "Form.Off", "101", "percent are 100 at most")]
    [InlineData("coupons/new", "Form.MostUses", "9223372036854775808", "whole number from 1")]
    [InlineData("meters/new", "Form.Code", "No Space", "lower case letters")]
    [InlineData("meters/new", "Form.Unit", "", "1 to 20 characters")]
    [InlineData("tax-rates/new", "Form.Rate", "101", "percent from 0 to 100")]
    [InlineData("tax-rates/new", "Form.Country", "ZZ", "code of two letters")]
    public async Task Bad_input_is_answered_beside_its_field_and_what_was_typed_stays(string form, string field, string typed, string message)
    {
        var browser = await StaffPeople.EnterAsync(await portals.OnAsync(DatabaseKind.Sqlite));
        await browser.GetAsync("/staff/catalogue/coupons");
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Form.Product"] = form == "coupons/new" ? "" : "test:bad",
            ["Form.Location"] = "local",
            ["Form.Kind"] = form switch { "prices/new" => "Month", "coupons/new" => "Percent", _ => "Sum" },
            ["Form.Unit"] = form == "meters/new" ? "byte" : "1.00",
            ["Form.Code"] = form == "coupons/new" ? "BAD-" + Guid.CreateVersion7().ToString("N")[20..] : "bad_meter",
            ["Form.Off"] = "10",
            ["Form.MostUsesPerCustomer"] = "1",
            ["Form.Resource"] = "server",
            ["Form.Country"] = "NO",
            ["Form.Class"] = "any",
            ["Form.Rate"] = "25",
            ["Form.From"] = form == "tax-rates/new" ? "2997-01-01" : "",
            [field] = typed,
        };

        var page = await browser.PostAsync("/staff/catalogue/" + form, [.. fields.Select(pair => (pair.Key, pair.Value))]);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains(message, StaffPeople.MessagesOf(page)[field], StringComparison.Ordinal);
        Assert.Equal(typed, page.Document.QuerySelector($"[name='{field}']")!.GetAttribute("value"));
    }

    private static async Task<Page> PublishAsync(Browser browser, string product, params (string Name, string Value)[] fields)
    {
        var form = await browser.GetAsync("/staff/catalogue/prices/new");
        var location = form.Document.QuerySelector("[name='Form.Location'] option")!.GetAttribute("value")!;
        return await browser.PostAsync("/staff/catalogue/prices/new", [("Form.Product", product), ("Form.Location", location), .. fields]);
    }
}
