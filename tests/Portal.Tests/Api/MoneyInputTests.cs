using System.Text.Json.Nodes;

using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

namespace Hostelry.Portal.Tests.Api;

public sealed class MoneyInputTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task Price_total_currency_and_tenant_in_an_orders_body_change_nothing(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var (customer, other) = (await portal.CustomerAsync(), await portal.CustomerAsync());
        async Task<JsonNode> MoneyAsync(TestCustomer whose) =>
            JsonNode.Parse(await portal.CommandAsync("organization", "show", "--organization", whose.Name, "--json"))!;
        var plain = await customer.Api.PostAsync("servers", new { name = "plain", server_type = "ct11", image = "debian-12" });
        Assert.Equal(201, plain.StatusCode);
        var one = decimal.Parse((string)(await MoneyAsync(customer))["month_committed"]!, System.Globalization.CultureInfo.InvariantCulture);

        var tampered = await customer.Api.PostAsync("servers", new
        {
            name = "tampered",
            server_type = "ct11",
            image = "debian-12",
            price = "0",
            price_id = 999_999,
            quoted_price_id = 1,
            unit_price = "0.000",
            hourly = "0",
            total = "0.00",
            quantity = -1,
            currency = "XXX",
            organization_id = other.Id,
            organization = other.Id,
            project_id = 1,
            seller_id = 2,
            customer_id = other.Id,
            subscription_id = 1,
        });

        // Either the body is refused for what it does not know, or it is the order that it would be without all that.
        Assert.Contains(tampered.StatusCode, new[] { 201, 422 });
        var two = decimal.Parse((string)(await MoneyAsync(customer))["month_committed"]!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(tampered.StatusCode == 201 ? 2 * one : one, two);
        Assert.Equal("0.00", (string)(await MoneyAsync(other))["month_committed"]!);
        Assert.Empty((await other.Api.GetAsync("servers")).Body!["servers"]!.AsArray());
    }

    [Theory, OnBothDatabases]
    public async Task Invoices_are_seen_by_a_token_that_was_made_to_see_money_alone(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        var printed = await portal.CommandAsync(
            "token", "create", "--organization", customer.Name, "--project", "default", "--scope", "read_money");
        var seeing = new TestApi(portal.Client(printed.Split('\n')[^1].Trim()));

        Assert.Empty((await seeing.GetAsync("invoices")).Body!["invoices"]!.AsArray());
        Assert.Equal(404, (await seeing.GetAsync("invoices/1")).StatusCode);
        Assert.Equal(404, (await seeing.GetAsync("invoices/1/explanation")).StatusCode);
        Assert.Equal(403, (await seeing.PostAsync("servers", new { name = "no", server_type = "ct11", image = "debian-12" })).StatusCode);
        foreach (var api in new[] { customer.Api, customer.ReadApi })
        {
            Assert.Equal((403, "forbidden"), ((await api.GetAsync("invoices")).StatusCode, (await api.GetAsync("invoices")).Code));
            Assert.Equal(404, (await api.GetAsync("invoices/1")).StatusCode);
        }
    }
}
