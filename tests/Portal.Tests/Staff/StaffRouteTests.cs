using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Portal.Tests.Tenancy;
using Hostelry.Testing;

using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

using Route = Hostelry.Portal.Tests.Tenancy.Route;

namespace Hostelry.Portal.Tests.Staff;

/// <summary>
/// Every staff route × every staff role. Who may come where is written here once more, by hand: a route that nobody wrote
/// down, or whose right was loosened, fails.
/// </summary>
public sealed class StaffRouteTests(Portals portals)
{
    private static readonly string[] Everybody = [StaffRoles.Admin, StaffRoles.Support, StaffRoles.Billing];
    private static readonly string[] Money = [StaffRoles.Admin, StaffRoles.Billing];
    private static readonly string[] Operators = [StaffRoles.Admin, StaffRoles.Support];

    private static readonly Dictionary<string, string[]> Who = new(StringComparer.Ordinal)
    {
        ["/staff"] = Everybody,
        ["/staff/overview"] = Everybody,
        ["/staff/sign-out"] = Everybody,
        ["/staff/jobs/{path}"] = Operators,
        ["/staff/customers"] = Everybody,
        ["/staff/customers/{id}"] = Everybody,
        ["/staff/customers/{id}/servers"] = Everybody,
        ["/staff/customers/{id}/people"] = Everybody,
        ["/staff/customers/{id}/projects"] = Everybody,
        ["/staff/customers/{id}/money"] = Everybody,
        ["/staff/customers/{id}/quotas"] = Everybody,
        ["/staff/customers/{id}/history"] = Everybody,
        ["/staff/customers/{id}/credit"] = Money,
        ["/staff/customers/{id}/limits"] = Money,
        ["/staff/customers/{id}/legal-entity"] = Money,
        ["/staff/customers/{id}/suspend"] = Everybody,
        ["/staff/customers/{id}/resume"] = Everybody,
        ["/staff/customers/{id}/quotas/edit"] = Operators,
        ["/staff/customers/{id}/impersonate"] = Operators,
        ["/staff/payments"] = Everybody,
        ["/staff/payments/requests/{request}/approve"] = Money,
        ["/staff/payments/requests/{request}/reject"] = Money,
        ["/staff/payments/attempts/{attempt}/look"] = Money,
        ["/staff/payments/parked/{organization}/release"] = Money,
        ["/staff/payments/dunning"] = Everybody,
        ["/staff/payments/transfers"] = Everybody,
        ["/staff/payments/transfers/record"] = Money,
        ["/staff/payments/transfers/{transfer}/match"] = Money,
        ["/staff/payments/transfers/{transfer}/dismiss"] = Money,
        ["/staff/payments/customers/{organization}"] = Everybody,
        ["/staff/payments/customers/{organization}/dunning"] = Everybody,
        ["/staff/payments/customers/{organization}/payments/{payment}/refund"] = Money,
        ["/staff/books"] = Everybody,
        ["/staff/books/trial-balance"] = Everybody,
        ["/staff/books/receivables"] = Everybody,
        ["/staff/books/revenue"] = Everybody,
        ["/staff/books/tax"] = Everybody,
        ["/staff/books/export"] = Everybody,
        ["/staff/books/export/journal.csv"] = Money,
        ["/staff/books/export/datev.csv"] = Money,
        ["/staff/books/invoices"] = Everybody,
        ["/staff/books/invoices/{id}"] = Everybody,
        ["/staff/books/invoices/{id}/pdf"] = Everybody,
        ["/staff/books/invoices/{id}/e-invoice/{syntax}"] = Everybody,
        ["/staff/books/invoices/{id}/write-off"] = Money,
        ["/staff/alarms"] = Everybody,
        ["/staff/alarms/{alarm}/acknowledge"] = Money,
        ["/staff/alarms/verify"] = Money,
        ["/staff/mail"] = Everybody,
        ["/staff/mail/{id}"] = Everybody,
        ["/staff/mail/{id}/kept"] = [StaffRoles.Admin],
        ["/staff/mail/{id}/send-again"] = Operators,
        ["/staff/quotas"] = Everybody,
        ["/staff/quotas/edit"] = Operators,
        ["/staff/announcements"] = Everybody,
        ["/staff/announcements/new"] = Operators,
        ["/staff/announcements/{id}"] = Operators,
        ["/staff/announcements/{id}/end"] = Operators,
        ["/staff/settings"] = [StaffRoles.Admin],
        ["/staff/settings/seller"] = [StaffRoles.Admin],
        ["/staff/settings/legal-entities/{id}"] = [StaffRoles.Admin],
        ["/staff/settings/legal-entities/{id}/logo"] = [StaffRoles.Admin],
        ["/staff/settings/legal-entities/new"] = [StaffRoles.Admin],
        ["/staff/settings/staff/invite"] = [StaffRoles.Admin],
        ["/staff/settings/staff/{id}"] = [StaffRoles.Admin],
        ["/staff/settings/staff/{id}/role"] = [StaffRoles.Admin],
        ["/staff/settings/staff/{id}/remove"] = [StaffRoles.Admin],
        ["/staff/audit"] = Everybody,
        ["/staff/audit/export.csv"] = Everybody,
        ["/staff/catalogue"] = Everybody,
        ["/staff/catalogue/server-types/new"] = [StaffRoles.Admin],
        ["/staff/catalogue/server-types/{id}"] = Everybody,
        ["/staff/catalogue/server-types/{id}/retire"] = [StaffRoles.Admin],
        ["/staff/catalogue/server-types/{id}/restore"] = [StaffRoles.Admin],
        ["/staff/catalogue/server-types/{id}/offers/{locationId}"] = [StaffRoles.Admin],
        ["/staff/catalogue/server-types/{id}/prices/{locationId}"] = Money,
        ["/staff/catalogue/prices"] = Everybody,
        ["/staff/catalogue/prices/new"] = Money,
        ["/staff/catalogue/prices/{id}/announce"] = Money,
        ["/staff/catalogue/coupons"] = Everybody,
        ["/staff/catalogue/coupons/new"] = Money,
        ["/staff/catalogue/meters"] = Everybody,
        ["/staff/catalogue/meters/new"] = Money,
        ["/staff/catalogue/tax-rates"] = Everybody,
        ["/staff/catalogue/tax-rates/new"] = Money,
        ["/staff/hosts"] = Everybody,
        ["/staff/hosts/{id}"] = Everybody,
        ["/staff/hosts/{id}/open"] = Operators,
        ["/staff/hosts/{id}/close"] = Operators,
        ["/staff/images"] = Everybody,
        ["/staff/images/builds"] = Operators,
        ["/staff/images/builds/{id}"] = Everybody,
        ["/staff/images/builds/{id}/progress"] = Everybody,
        ["/staff/images/{id}/withdraw"] = [StaffRoles.Admin],
        ["/staff/images/{id}/offer"] = [StaffRoles.Admin],
        ["/staff/clients"] = [StaffRoles.Admin],
        ["/staff/clients/new"] = [StaffRoles.Admin],
        ["/staff/clients/{id}/revoke"] = [StaffRoles.Admin],
        ["/staff/clients/{id}/secret"] = [StaffRoles.Admin],
        ["/staff/operations"] = Everybody,
        ["/staff/operations/{id}"] = Everybody,
        ["/staff/operations/{id}/progress"] = Everybody,
        ["/staff/operations/{id}/retry"] = Operators,
        ["/staff/operations/{id}/give-up"] = Operators,
    };

    [Theory, OnBothDatabases]
    public async Task Each_role_comes_where_it_may_and_is_told_no_elsewhere(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        List<Route> routes = [.. Route.Of(portal.Services.GetServices<EndpointDataSource>()).Where(route => route.Class == RouteClass.Staff)];
        Assert.Empty(routes.Select(route => route.Pattern).Except(Who.Keys, StringComparer.Ordinal));
        Assert.Empty(Who.Keys.Except(routes.Select(route => route.Pattern), StringComparer.Ordinal));
        List<string> wrong = [];
        foreach (var role in Everybody)
        {
            var browser = await StaffPeople.EnterAsync(portal, role);
            foreach (var route in routes)
            {
                using var request = new HttpRequestMessage(new HttpMethod(route.Method), PathOf(route));
                using var answer = await browser.Client.SendAsync(request, TestApi.Stop);
                var refused = (int)answer.StatusCode is 401 or 403 || answer.Headers.Location?.OriginalString.Contains("sign-in", StringComparison.Ordinal) == true;
                if (refused == Who[route.Pattern].Contains(role))
                {
                    wrong.Add($"{role}, {route}: {(int)answer.StatusCode}");
                }

                // Whoever may, has no form's token here: nothing unsafe is done. (Hangfire's own pages look for theirs themselves.)
                if (!refused && !route.IsRead && (int)answer.StatusCode != 400 && !route.Pattern.StartsWith("/staff/jobs", StringComparison.Ordinal))
                {
                    wrong.Add($"{role}, {route} without a token: {(int)answer.StatusCode}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    /// <summary>Mail, payments and requests are known by a GUID.</summary>
    private static string PathOf(Route route)
    {
        var path = route.Fill(new Dictionary<string, long>(StringComparer.Ordinal)).Split('/');
        var pattern = route.Pattern.Split('/');
        for (var at = 0; at < path.Length; at++)
        {
            if (pattern[at] is "{request}" or "{attempt}" or "{payment}" || (pattern[at] == "{id}" && pattern[at - 1] == "mail"))
            {
                path[at] = Guid.Empty.ToString("D");
            }
        }

        return string.Join('/', path);
    }

    [Theory, OnBothDatabases]
    public async Task A_role_that_was_taken_away_opens_nothing_at_once(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var (browser, userId) = await StaffPeople.EnterAsAsync(portal);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await browser.GetAsync("/staff/customers")).Status);
        await portal.AsWorkerAsync<IdentityDb, int>(db =>
            db.StaffRoles.Where(row => row.UserId == userId).ExecuteDeleteAsync(TestApi.Stop));

        Assert.Equal("/staff/sign-in", (await browser.GetAsync("/staff/customers")).Location);
    }
}
