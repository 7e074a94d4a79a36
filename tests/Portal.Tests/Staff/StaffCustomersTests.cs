using System.Net;

using Hostelry.Billing;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Staff;

/// <summary>Customers, as staff see and change them.</summary>
public sealed class StaffCustomersTests(Portals portals)
{
    /// <summary>Six, and the audit row that says who looked.</summary>
    private const int MostQueries = 7;

    private static readonly string[] Sides = ["", "/servers", "/people", "/projects", "/money", "/quotas", "/history"];

    [Theory, OnBothDatabases]
    public async Task Customer_is_found_by_name_owner_id_server_and_address(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        var name = "find-" + Guid.CreateVersion7().ToString("N")[..20];
        var server = await customer.Api.ServerAsync(name);
        var address = (await customer.Api.GetAsync($"servers/{server}")).Body!["server"]!["public_net"]!["ipv4"]!["ip"]!.GetValue<string>();
        var browser = await StaffPeople.EnterAsync(portal);

        foreach (var term in new[] { customer.Name, customer.Name[4..].ToUpperInvariant(), customer.Id.Text(), name, address })
        {
            var page = await browser.GetAsync("/staff/customers?q=" + Uri.EscapeDataString(term));
            Assert.Contains(page.Document.QuerySelectorAll("tbody th a"), link => link.TextContent == customer.Name);
            Assert.InRange(page.Queries, 1, MostQueries);
        }

        Assert.Contains("owner@example.org", (await browser.GetAsync("/staff/customers?q=owner@exa")).Text, StringComparison.Ordinal);
        Assert.Contains("Nothing found", (await browser.GetAsync("/staff/customers?q=%25")).Text, StringComparison.Ordinal);
        Assert.Contains("Nothing found", (await browser.GetAsync("/staff/customers?q=198.51.100.7")).Text, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Every_side_of_a_customer_is_shown_in_six_queries_and_who_looked_is_audited(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        await customer.Api.ServerAsync("seen");
        var (browser, user) = await StaffPeople.EnterAsAsync(portal, StaffRoles.Billing);

        foreach (var side in Sides)
        {
            var page = await browser.GetAsync($"/staff/customers/{customer.Id}{side}");
            Assert.Equal((side, HttpStatusCode.OK), (side, page.Status));
            Assert.Equal(customer.Name, page.Document.QuerySelector("h1")!.TextContent);
            Assert.True(page.Queries is > 0 and <= MostQueries, $"{side}: {page.Queries} queries");
        }

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/staff/customers/9007199254740991")).Status);
        var looked = await AuditAsync(portal, customer.Id, "staff.see_customer");
        Assert.Equal((Sides.Length, $"user:{user}"), (looked.Count, looked[0].Actor));
    }

    [Theory, OnBothDatabases]
    public async Task Credit_is_granted_once_however_often_the_form_is_sent(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        var (browser, user) = await StaffPeople.EnterAsAsync(portal, StaffRoles.Billing);
        var path = $"/staff/customers/{customer.Id}/credit";
        var form = await browser.GetAsync(path);
        (string, string)[] fields =
        [
            ("Body.Key", form.Document.QuerySelector("[name='Body.Key']")!.GetAttribute("value")!), ("Body.Amount", "12.50"), ("Body.Reason", "sorry"),
        ];

        Assert.Equal($"/staff/customers/{customer.Id}", (await browser.PostAsync(path, fields)).Location);
        Assert.Equal($"/staff/customers/{customer.Id}", (await browser.PostAsync(path, fields)).Location);

        var page = await browser.GetAsync($"/staff/customers/{customer.Id}?done=DoneCredit");
        Assert.Equal("12.50 EUR", page.Document.QuerySelector(".figure-card dd")!.TextContent);
        Assert.Contains("The credit is booked.", page.Text, StringComparison.Ordinal);
        var money = await browser.GetAsync($"/staff/customers/{customer.Id}/money");
        Assert.Contains("sorry", Assert.Single(money.Document.QuerySelectorAll("#payments ~ * tbody tr, section:last-of-type tbody tr")).TextContent, StringComparison.Ordinal);
        Assert.Contains($"user:{user}", money.Text, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Suspending_asks_for_the_name_and_resuming_clears_the_reason(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        var (browser, user) = await StaffPeople.EnterAsAsync(portal, StaffRoles.Support);
        var path = $"/staff/customers/{customer.Id}";
        await browser.GetAsync(path + "/suspend");

        var wrong = await browser.PostAsync(path + "/suspend", ("Body.Reason", "abuse"), ("Body.Confirm", "another"));
        Assert.Equal($"Type “{customer.Name}” exactly.", StaffPeople.MessagesOf(wrong)["Body.Confirm"]);
        Assert.Equal("another", wrong.Document.QuerySelector("[name='Body.Confirm']")!.GetAttribute("value"));
        Assert.Empty(await ReasonsAsync(portal, customer.Id));
        var money = await browser.PostAsync(path + "/suspend", ("Body.Reason", SuspensionReason.NoFunds), ("Body.Confirm", customer.Name));
        Assert.Contains("choose one", StaffPeople.MessagesOf(money)["Body.Reason"], StringComparison.Ordinal);

        Assert.Equal(path, (await browser.PostAsync(path + "/suspend", ("Body.Reason", "abuse"), ("Body.Confirm", customer.Name))).Location);
        Assert.Equal([SuspensionReason.Abuse], await ReasonsAsync(portal, customer.Id));
        Assert.Contains("Abuse", (await browser.GetAsync(path)).Document.QuerySelector(".notice.bad")!.TextContent, StringComparison.Ordinal);
        Assert.Equal($"user:{user}", Assert.Single(await AuditAsync(portal, customer.Id, "customer.suspend.abuse")).Actor);

        Assert.Equal(path, (await browser.PostAsync(path + "/resume", ("Body.Reason", "abuse"))).Location);
        Assert.Empty(await ReasonsAsync(portal, customer.Id));
        Assert.Equal($"user:{user}", Assert.Single(await AuditAsync(portal, customer.Id, "customer.resume.abuse")).Actor);
    }

    [Theory, OnBothDatabases]
    public async Task Limits_and_quotas_are_set_and_hold(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        var browser = await StaffPeople.EnterAsync(portal);
        var path = $"/staff/customers/{customer.Id}";
        await browser.GetAsync(path + "/limits");

        Assert.Equal(path, (await browser.PostAsync(path + "/limits", ("Body.Credit", "25,00"), ("Body.Spending", "0"))).Location);
        var shown = await browser.GetAsync(path);
        Assert.Contains("25.00 EUR", shown.Text, StringComparison.Ordinal);
        Assert.Equal("spending_limit_reached", (await OrderAsync(customer, "one")).Code);
        await browser.PostAsync(path + "/limits", ("Body.Credit", "0"), ("Body.Spending", ""));

        Assert.Equal(path, (await browser.PostAsync(path + "/quotas/edit", ("Body.Servers", "0"), ("Body.Cores", ""), ("Body.SshKeys", "3"))).Location);
        Assert.Equal("resource_limit_exceeded", (await OrderAsync(customer, "two")).Code);
        Assert.Equal("0", (await browser.GetAsync(path + "/quotas/edit")).Document.QuerySelector("[name='Body.Servers']")!.GetAttribute("value"));
        Assert.Equal(path, (await browser.PostAsync(path + "/quotas/edit", ("Body.Servers", ""), ("Body.Cores", ""), ("Body.SshKeys", ""))).Location);
        Assert.Equal(201, (await OrderAsync(customer, "three")).StatusCode);
        Assert.Equal(2, (await AuditAsync(portal, customer.Id, "quota.set")).Count);
    }

    [Theory]
    [InlineData("credit", "Body.Amount", "", "cannot be empty")]
    [InlineData("credit", "Body.Amount", "-1", "Enter an amount of EUR")]
    [InlineData("credit", "Body.Amount", "0", "more than 0")]
    [InlineData("credit", "Body.Amount", "1.001", "Enter an amount of EUR")]
    [InlineData("credit", "Body.Amount", "<b>", "Enter an amount of EUR")]
    [InlineData("credit", "Body.Reason", "", "cannot be empty")]
    [InlineData("limits", "Body.Credit", "much", "Enter an amount of EUR")]
    [InlineData("limits", "Body.Spending", "-5", "Enter an amount of EUR")]
    [InlineData("quotas/edit", "Body.Servers", "-1", "a whole number from 0")]
    [InlineData("quotas/edit", "Body.Cores", "1000001", "a whole number from 0")]
    [InlineData("quotas/edit", "Body.SshKeys", "some", "a whole number from 0")]
    [InlineData("suspend", "Body.Confirm", "", "cannot be empty")]
    public async Task Bad_input_is_answered_beside_its_field_and_what_was_typed_stays(string act, string field, string typed, string message)
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var customer = await portal.CustomerAsync(credit: "0");
        var browser = await StaffPeople.EnterAsync(portal);
        var path = $"/staff/customers/{customer.Id}/{act}";
        await browser.GetAsync(path);
        var good = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Body.Key"] = Guid.CreateVersion7().ToString("N"),
            ["Body.Amount"] = "1.00",
            ["Body.Reason"] = act == "suspend" ? "abuse" : "because",
            ["Body.Credit"] = "0",
            ["Body.Spending"] = "",
            ["Body.Servers"] = "",
            ["Body.Cores"] = "",
            ["Body.SshKeys"] = "",
            ["Body.Confirm"] = customer.Name,
            [field] = typed,
        };

        var page = await browser.PostAsync(path, [.. good.Select(pair => (pair.Key, pair.Value))]);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains(message, Assert.Single(StaffPeople.MessagesOf(page), pair => pair.Key == field).Value, StringComparison.Ordinal);
        Assert.Equal(typed, page.Document.QuerySelector($"[name='{field}']")!.GetAttribute("value"));
    }

    private static Task<TestAnswer> OrderAsync(TestCustomer customer, string name) =>
        customer.Api.PostAsync("servers", new { name, server_type = "ct11", image = "debian-12" });

    private static Task<IReadOnlyList<string>> ReasonsAsync(TestPortal portal, long id) =>
        portal.AsWorkerAsync<Standing, IReadOnlyList<string>>(standing => standing.ReasonsAsync(id, TestApi.Stop));

    private static Task<List<AuditEntry>> AuditAsync(TestPortal portal, long organizationId, string action) =>
        portal.AsWorkerAsync<BillingDb, List<AuditEntry>>(db => db.Reachable<AuditEntry>()
            .Where(row => row.OrganizationId == organizationId && row.Action == action).OrderBy(row => row.Id).ToListAsync(TestApi.Stop));
}
