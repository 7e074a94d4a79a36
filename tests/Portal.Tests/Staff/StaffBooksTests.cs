using System.Globalization;
using System.Net;
using System.Text;

using Hostelry.Billing;
using Hostelry.Billing.Alarms;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Subscriptions;
using Hostelry.Billing.Verification;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Features.StaffBooks;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Staff;

/// <summary>The books and the alarms, as staff read them.</summary>
public sealed class StaffBooksTests(Portals portals)
{
    private const int MostQueries = 6;

    private static Month Last => Month.Of(TimeProvider.System.GetUtcNow()).Previous;

    [Theory, OnBothDatabases]
    public async Task Every_side_of_the_books_shows_an_invoice_and_its_file(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "1.00");
        var (id, name) = await InvoicedAsync(portal, customer);
        var browser = await StaffPeople.EnterAsync(portal, StaffRoles.Billing);
        var months = $"?from={Last}&to={Last.Next}";

        var recurring = await SeenAsync(browser, "/staff/books" + months);
        Assert.Equal(2, recurring.Document.QuerySelectorAll("svg[role=img] title").Count(title => title.ParentElement!.TagName == "svg"));
        Assert.All(recurring.Document.QuerySelectorAll("svg[role=img]"), svg => Assert.Equal(2, svg.GetAttribute("aria-labelledby")!.Split(' ').Count(part => recurring.Document.GetElementById(part) is not null)));
        Assert.Contains(recurring.Document.QuerySelectorAll("tbody th"), cell => cell.TextContent == Last.ToString());
        Assert.Contains("balanced", (await SeenAsync(browser, "/staff/books/trial-balance" + months)).Document.QuerySelector(".state.good")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(customer.Name, (await SeenAsync(browser, "/staff/books/receivables")).Text, StringComparison.Ordinal);
        Assert.Contains("Hosting", (await SeenAsync(browser, "/staff/books/revenue" + months)).Text, StringComparison.Ordinal);
        Assert.Contains(Last.Next.ToString(), (await SeenAsync(browser, "/staff/books/tax" + months)).Text, StringComparison.Ordinal);
        Assert.Contains("Datev:Adviser", (await SeenAsync(browser, "/staff/books/export" + months)).Text, StringComparison.Ordinal);
        var found = await SeenAsync(browser, "/staff/books/invoices?q=" + name);
        Assert.Equal($"/staff/books/invoices/{id}", Assert.Single(found.Document.QuerySelectorAll("tbody th a")).GetAttribute("href"));
        Assert.Equal(name, (await SeenAsync(browser, $"/staff/books/invoices/{id}")).Document.QuerySelector("h1")!.TextContent);
        Assert.StartsWith("%PDF-", Encoding.ASCII.GetString((await BytesAsync(browser, $"/staff/books/invoices/{id}/pdf"))[..5]), StringComparison.Ordinal);
        Assert.Contains(name, Encoding.UTF8.GetString(await BytesAsync(browser, "/staff/books/export/journal.csv" + months)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await browser.GetAsync("/staff/books/export/datev.csv" + months)).Status);
        Assert.NotEmpty(await AuditAsync(portal, customer.Id, "staff.see_invoice"));
    }

    [Theory, OnBothDatabases]
    public async Task What_nobody_will_pay_is_written_off_once_after_its_number_was_typed(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0.01");
        var (id, name) = await InvoicedAsync(portal, customer);
        var browser = await StaffPeople.EnterAsync(portal, StaffRoles.Billing);
        var path = $"/staff/books/invoices/{id}/write-off";
        await browser.GetAsync(path);
        Assert.Contains(name, StaffPeople.MessagesOf(await browser.PostAsync(path, ("Confirm", "INV-0")))["Confirm"], StringComparison.Ordinal);

        Assert.Equal($"/staff/books/invoices/{id}", (await browser.PostAsync(path, ("Confirm", name))).Location);
        Assert.Contains("Nothing is owed", StaffPeople.MessagesOf(await browser.PostAsync(path, ("Confirm", name)))["Confirm"], StringComparison.Ordinal);
        Assert.Single(await AuditAsync(portal, customer.Id, "invoice.write_off"));
        Assert.DoesNotContain(customer.Name, (await browser.GetAsync("/staff/books/receivables")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?from=yesterday", "from", "Type a month")]
    [InlineData("?from=2026-05&to=2026-04", "to", "must not lie before")]
    [InlineData("?from=2020-01&to=2026-04", "to", "at most 36 months")]
    public async Task Months_that_are_none_are_answered_beside_their_field(string query, string field, string message)
    {
        var browser = await StaffPeople.EnterAsync(await portals.OnAsync(DatabaseKind.Sqlite));
        var page = await browser.GetAsync("/staff/books/revenue" + query);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains(message, StaffPeople.MessagesOf(page)[field], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync("/staff/books/export/journal.csv" + query)).Status);
    }

    [Theory, OnBothDatabases]
    public async Task An_alarm_is_acknowledged_by_name_and_a_breach_ends_by_proof_alone(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        var subject = "test:" + Guid.CreateVersion7().ToString("N");
        await RaiseAsync(portal, PaymentAlarm.RefundByHand, subject + "-event", customer.Id);
        await RaiseAsync(portal, VerificationCode.Unbalanced, subject + "-breach", customer.Id);
        var (browser, user) = await StaffPeople.EnterAsAsync(portal, StaffRoles.Billing);
        var home = await browser.GetAsync("/staff");
        Assert.True(int.Parse(home.Document.QuerySelector(".figure-card a[href='/staff/alarms']")!.TextContent, CultureInfo.InvariantCulture) >= 2);
        Assert.InRange(home.Queries, 1, MostQueries);
        var (_, output, _) = await portal.TryCommandAsync("doctor");
        Assert.Contains("alarms are open", output, StringComparison.Ordinal);

        var page = await SeenAsync(browser, "/staff/alarms");
        var form = RowOf(page, subject + "-event").QuerySelector("form")!.GetAttribute("action")!;
        Assert.Null(RowOf(page, subject + "-breach").QuerySelector("form"));
        var breach = await IdAsync(portal, subject + "-breach");
        await browser.PostAsync($"/staff/alarms/{breach}/acknowledge");
        await browser.PostAsync(form);
        await browser.PostAsync(form);
        Assert.Equal($"user:{user}", Assert.Single(await AuditAsync(portal, customer.Id, "alarm.acknowledge")).Actor);
        Assert.Equal(0, await IdAsync(portal, subject + "-event"));
        Assert.Equal(breach, await IdAsync(portal, subject + "-breach"));

        // Proved: it is not there.
        await browser.PostAsync("/staff/alarms/verify");
        Assert.Equal(0, await IdAsync(portal, subject + "-breach"));
    }

    [Fact]
    public void A_drawing_stays_in_its_frame_whatever_the_values()
    {
        foreach (var values in new decimal[][] { [], [0], [0, 0, 0], [5], [-3, 7, 1_000_000_000_000], [1, 2, 3] })
        {
            var chart = new ChartView("id", "title", "text", [.. values.Select(value => new ChartPoint("", value, ""))]);
            Assert.All(chart.Points, point =>
            {
                Assert.InRange(chart.TopOf(point), 0, ChartView.FloorAt);
                Assert.Equal(ChartView.FloorAt, chart.TopOf(point) + chart.HeightOf(point));
            });
            Assert.InRange(chart.Step * chart.Points.Count, 0, ChartView.Width);
        }
    }

    /// <summary>A customer that owes a part of last month's invoice: its server ran all of that month.</summary>
    private static async Task<(long Id, string Name)> InvoicedAsync(TestPortal portal, TestCustomer customer)
    {
        await portal.CommandAsync("organization", "limits", "--organization", customer.Name, "--credit", "50.00");
        await customer.Api.ServerAsync("billed");
        var start = Last.Start;
        await portal.AsWorkerAsync<BillingDb, int>(async db =>
            await db.Reachable<Customer>().Where(row => row.OrganizationId == customer.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.ClosedUntil, start), TestApi.Stop)
            + await db.Reachable<Subscription>().Where(row => row.OrganizationId == customer.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.ReadyAt, start), TestApi.Stop)
            + await db.Reachable<SubscriptionItem>().Where(row => row.OrganizationId == customer.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.From, start), TestApi.Stop));
        await portal.CommandAsync("invoice", "run", "--month", Last.ToString());
        return await portal.AsWorkerAsync<Billing.Invoicing.InvoiceQueries, (long, string)>(async invoices =>
        {
            var invoice = Assert.Single(await invoices.ListAsync(customer.Id, TestApi.Stop));
            return (invoice.Id, invoice.Document.Name);
        });
    }

    private static async Task<Page> SeenAsync(Browser browser, string path)
    {
        var page = await browser.GetAsync(path);
        Assert.Equal((path, HttpStatusCode.OK), (path, page.Status));
        Assert.InRange(page.Queries, 1, MostQueries);
        return page;
    }

    private static async Task<byte[]> BytesAsync(Browser browser, string path)
    {
        using var answer = await browser.Client.GetAsync(new Uri(path, UriKind.Relative), TestApi.Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync(TestApi.Stop);
    }

    private static async Task RaiseAsync(TestPortal portal, string code, string subject, long organization) =>
        await portal.AsWorkerAsync<AlarmLog, bool>(async alarms =>
        {
            await alarms.RaiseAsync(code, subject, organization, "A test.", TestApi.Stop);
            return true;
        });

    /// <summary>Of the open alarm; 0 when none is.</summary>
    private static Task<long> IdAsync(TestPortal portal, string subject) => portal.AsWorkerAsync<BillingDb, long>(db =>
        db.Reachable<Alarm>().Where(alarm => alarm.Subject == subject && alarm.ClearedAt == null).Select(alarm => alarm.Id).SingleOrDefaultAsync(TestApi.Stop));

    private static AngleSharp.Dom.IElement RowOf(Page page, string subject) =>
        Assert.Single(page.Document.QuerySelectorAll("tbody tr"), row => row.TextContent.Contains(subject, StringComparison.Ordinal));

    private static Task<List<AuditEntry>> AuditAsync(TestPortal portal, long organizationId, string action) =>
        portal.AsWorkerAsync<BillingDb, List<AuditEntry>>(db => db.Reachable<AuditEntry>()
            .Where(row => row.OrganizationId == organizationId && row.Action == action).OrderBy(row => row.Id).ToListAsync(TestApi.Stop));
}
