using System.Net;

using Hostelry.Billing;
using Hostelry.Billing.Audit;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Staff;

/// <summary>Operations, as staff see, retry and give them up. A portal each: its hosts go away and come back.</summary>
public sealed class StaffOperationsTests
{
    [Theory, OnBothDatabases]
    public async Task Failing_operation_is_seen_tried_again_and_given_up(DatabaseKind kind)
    {
        await using var portal = await TestPortal.StartAsync(kind);
        var customer = await portal.CustomerAsync();
        var (browser, user) = await StaffPeople.EnterAsAsync(portal, "support");
        portal.Hypervisor.Down = true;
        var order = await customer.Api.PostAsync("servers", new { name = "stuck", server_type = "ct11", image = "debian-12" });
        var id = order.Body!["action"]!["id"]!.GetValue<long>();
        var path = $"/staff/operations/{id}";
        await Wait.UntilAsync("it fails", async () => (await browser.GetAsync("/staff/operations?state=failing")).Text.Contains("stuck", StringComparison.Ordinal));

        // Found by every filter, and not by another's.
        foreach (var query in new[] { "kind=create_server", $"organization={customer.Id}", $"server={order.Body!["server"]!["id"]}", "host=1", "state=failing&kind=create_server" })
        {
            var list = await browser.GetAsync("/staff/operations?" + query);
            Assert.True(list.Text.Contains("stuck", StringComparison.Ordinal), query);
            Assert.InRange(list.Queries, 1, 6);
        }

        foreach (var query in new[] { "kind=delete_server", "organization=9007199254740991", "host=99", "state=error", "before=" + id })
        {
            Assert.False((await browser.GetAsync("/staff/operations?" + query)).Document.QuerySelectorAll("tbody th").Any(cell => cell.TextContent.Contains(id.Text(), StringComparison.Ordinal)), query);
        }

        var page = await browser.GetAsync(path);
        Assert.Contains("create-disk", page.Document.QuerySelector(".steps-done [aria-current=step]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Unknown", page.Document.QuerySelector("section:last-of-type tbody")!.TextContent, StringComparison.Ordinal);
        Assert.InRange(page.Queries, 1, 6);
        await Wait.UntilAsync("it is tried again", async () =>
        {
            // While a worker is at it, the page says so instead.
            Assert.Equal(path, (await browser.PostAsync(path + "/retry")).Location);
            return (await AuditedAsync(portal, customer.Id, user)).Count > 0;
        });

        // Another name gives nothing up.
        var wrong = await browser.PostAsync(path + "/give-up", ("Confirm", "struck"));
        Assert.Equal("Type “stuck” exactly.", StaffPeople.MessagesOf(wrong)["Confirm"]);
        Assert.Equal(path, (await browser.PostAsync(path + "/give-up", ("Confirm", "stuck"))).Location);
        portal.Hypervisor.Down = false;

        await Wait.UntilAsync("it has ended", async () => (await customer.Api.GetAsync($"actions/{id}")).Body!["action"]!["status"]!.GetValue<string>() == "error");
        Assert.Equal("given_up", (await customer.Api.GetAsync($"actions/{id}")).Body!["action"]!["error"]!["code"]!.GetValue<string>());
        Assert.Equal(404, (await customer.Api.GetAsync($"servers/{order.Body!["server"]!["id"]}")).StatusCode);
        Assert.Contains("50.00 EUR", (await browser.GetAsync($"/staff/customers/{customer.Id}")).Document.QuerySelector(".figure-card dd")!.TextContent, StringComparison.Ordinal);

        // What has ended is neither tried again nor given up.
        await browser.GetAsync(path);
        await browser.PostAsync(path + "/retry");
        var late = await browser.PostAsync(path + "/give-up", ("Confirm", "stuck"));
        Assert.Null(late.Location);
        Assert.Equal(["operation.retry", "operation.give_up"], await AuditedAsync(portal, customer.Id, user));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/staff/operations/9007199254740991")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.PostAsync("/staff/operations/9007199254740991/retry")).Status);
    }

    private static Task<List<string>> AuditedAsync(TestPortal portal, long organizationId, long user) =>
        portal.AsWorkerAsync<BillingDb, List<string>>(db => db.Reachable<AuditEntry>()
            .Where(row => row.OrganizationId == organizationId && row.Actor == "user:" + user && row.Action.StartsWith("operation."))
            .OrderBy(row => row.Id).Select(row => row.Action).ToListAsync(TestApi.Stop));
}
