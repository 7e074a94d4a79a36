using System.Globalization;
using System.Net;

using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Portal.Tests.Staff;
using Hostelry.Portal.Tests.Tenancy;
using Hostelry.Testing;

using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

using Route = Hostelry.Portal.Tests.Tenancy.Route;

namespace Hostelry.Portal.Tests.Pages;

/// <summary>
/// No page asks the database more than six times, the way to it included. Made from the endpoint data source: a new page is
/// counted without a new test. Every page is seen twice, for what is noted once a minute is not a page's own.
/// </summary>
public sealed class QueryCountTests(Portals portals)
{
    private const int Most = 6;

    /// <summary>Pages that may ask more, each with the reason.</summary>
    private static readonly Dictionary<string, string> MayAskMore = new(StringComparer.Ordinal)
    {
        ["/organizations/{organizationId}/invoices/{invoiceId}"] = "makes every line again from its facts, to say why it is what it is",
        ["/organizations/{organizationId}/export/archive"] = "no page, but a file of everything that the organization has",
        ["/staff/payments/customers/{organization}/dunning"] = "dunning's forecast, made of the facts that the worker's own dunning reads, one by one",
    };

    [Fact]
    public async Task No_page_of_customers_asks_the_database_more_than_six_times()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var customer = await portal.CustomerAsync();
        foreach (var name in new[] { "one", "two", "three" })
        {
            await customer.Api.ServerAsync(name, new { part = name });
        }

        var browser = await portal.BrowserAsync(customer.Id);
        await CountAsync(portal, browser.Client, await IdsAsync(portal, customer.Id), RouteClass.Customer, RouteClass.Account);
    }

    [Fact]
    public async Task No_page_of_staff_asks_the_database_more_than_six_times()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var customer = await portal.CustomerAsync();
        await customer.Api.ServerAsync("one");
        var staff = (await StaffPeople.EnterAsync(portal)).Client;
        await CountAsync(portal, staff, await IdsAsync(portal, customer.Id), RouteClass.Staff);
    }

    private static async Task CountAsync(
        TestPortal portal, HttpClient client, IReadOnlyDictionary<string, long> ids, params RouteClass[] classes)
    {
        using var count = new QueryCount();
        List<string> problems = [];
        var seen = 0;
        foreach (var page in Route.Of(portal.Services.GetServices<EndpointDataSource>())
            .Where(route => route is { Method: "GET", Class: { } known } && classes.Contains(known) && !route.Pattern.StartsWith("/staff/jobs", StringComparison.Ordinal)))
        {
            var path = Fill(page, ids);
            (await count.GetAsync(client, path, TestApi.Stop)).Answer.Dispose();
            var (answer, statements) = await count.GetAsync(client, path, TestApi.Stop);
            using (answer)
            {
                seen += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
                if (statements.Count > Most && !MayAskMore.ContainsKey(page.Pattern))
                {
                    problems.Add($"{path} ({(int)answer.StatusCode}): {statements.Count}\n{string.Join("\n---\n", statements)}");
                }
            }
        }

        Assert.True(seen > 0, "No page was seen.");
        Assert.True(problems.Count == 0, string.Join("\n\n", problems));
    }

    /// <summary>Rows that are there, by the parameter's name; 1 for what these tests do not know.</summary>
    private static string Fill(Route page, IReadOnlyDictionary<string, long> ids) => string.Join('/', page.Pattern.Split('/').Select(part =>
        part is ['{', ..] ? ids.GetValueOrDefault(part.Trim('{', '}', '*'), 1).ToString(CultureInfo.InvariantCulture) : part));

    private static async Task<IReadOnlyDictionary<string, long>> IdsAsync(TestPortal portal, long organization)
    {
        var project = await portal.AsWorkerAsync<IdentityDb, long>(db =>
            db.Reachable<Project>().Where(row => row.OrganizationId == organization).Select(row => row.Id).SingleAsync(TestApi.Stop));
        var server = await portal.AsWorkerAsync<Provisioning.ProvisioningDb, long>(db =>
            db.Reachable<Provisioning.Servers.Server>().Where(row => row.ProjectId == project).Select(row => row.Id).FirstAsync(TestApi.Stop));
        return new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["organizationId"] = organization,
            ["organization"] = organization,
            ["projectId"] = project,
            ["serverId"] = server,
            ["id"] = organization,
        };
    }
}
