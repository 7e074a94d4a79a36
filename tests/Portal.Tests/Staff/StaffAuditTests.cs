using System.Net;

using Hostelry.Billing.Audit;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

namespace Hostelry.Portal.Tests.Staff;

/// <summary>The audit log over all organizations.</summary>
public sealed class StaffAuditTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task Rows_are_found_by_each_filter_and_paged_without_gap(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        for (var i = 0; i < 60; i++)
        {
            await portal.AsWorkerAsync<AuditLog, int>(async log =>
            {
                await log.WriteAsync("test.mark", customer.Id, TestApi.Stop, "thing:" + i.ToString(System.Globalization.CultureInfo.InvariantCulture));
                return 0;
            });
        }

        var browser = await StaffPeople.EnterAsync(portal);
        var path = $"/staff/audit?Filter.Organization={customer.Id}&Filter.Action=test.&Filter.Actor=test";
        var first = await browser.GetAsync(path);
        var second = await browser.GetAsync(first.Document.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        List<string> things = [.. Things(first), .. Things(second)];

        Assert.Equal(Enumerable.Range(0, 60).Reverse().Select(i => $"thing:{i}"), things);
        Assert.InRange(first.Queries, 1, 6);
        Assert.Null(second.Document.QuerySelector("a[rel=next]"));
        var today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(50, Things(await browser.GetAsync($"{path}&Filter.From={today}&Filter.To={today}")).Count());
        Assert.Empty(Things(await browser.GetAsync(path + "&Filter.To=2020-01-01")));
        Assert.Empty(Things(await browser.GetAsync(path.Replace("Actor=test", "Actor=nobody", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("From", "yesterday", "Enter a day as 2026-11-26.")]
    [InlineData("To", "2026-13-01", "Enter a day as 2026-11-26.")]
    [InlineData("Organization", "acme", "Enter an id: digits alone.")]
    public async Task Bad_filter_is_answered_beside_its_field(string field, string typed, string message)
    {
        var browser = await StaffPeople.EnterAsync(await portals.OnAsync(DatabaseKind.Sqlite));

        var page = await browser.GetAsync($"/staff/audit?Filter.{field}={typed}");

        Assert.Equal(message, StaffPeople.MessagesOf(page)["Filter." + field]);
        Assert.Equal(typed, page.Document.QuerySelector($"[name='Filter.{field}']")!.GetAttribute("value"));
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync($"/staff/audit/export.csv?Filter.{field}={typed}")).Status);
    }

    [Theory, OnBothDatabases]
    public async Task File_holds_what_the_page_shows(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        var browser = await StaffPeople.EnterAsync(portal);
        using var answer = await browser.Client.GetAsync(new Uri($"/staff/audit/export.csv?Filter.Organization={customer.Id}", UriKind.Relative), TestApi.Stop);
        var lines = (await answer.Content.ReadAsStringAsync(TestApi.Stop)).Split("\r\n");

        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("\"id\",\"at\",\"actor\",\"organization\",\"action\",\"subjects\"", lines[0]);
        Assert.Contains(lines, line => line.EndsWith($"\"operator\",\"{customer.Id}\",\"organization.create\",\"organization:{customer.Id}\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("", "\"\"")]
    public void Cell_that_a_spreadsheet_would_run_is_neutralised(string text, string cell) =>
        Assert.Equal(cell + "\r\n", Csv.Line(text));

    private static IEnumerable<string> Things(Page page) =>
        page.Document.QuerySelectorAll("tbody td:last-child").Select(cell => cell.TextContent);
}
