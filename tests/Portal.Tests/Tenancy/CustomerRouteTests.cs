using System.Net;

using Hostelry.Billing;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Subscriptions;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Portal.Tests.Tenancy;

/// <summary>
/// Every customer's page × {anonymous, an API token, a member of another organization, each role, a suspended organization,
/// staff who look through a customer's eyes} × ids that exist and are foreign. Made from the endpoint data source: a new page
/// is tried without a new test. Posts carry no form token unless the use case itself is tried: what gets as far as the
/// token's refusal (400) was let in.
/// </summary>
public sealed class CustomerRouteTests(Portals portals)
{
    private const long Missing = 9007199254740991;

    [Fact]
    public async Task Every_customers_page_says_what_it_needs()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var silent =
            from action in portal.Services.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors.Items
                .OfType<ControllerActionDescriptor>()
            where action.ControllerTypeInfo.IsSubclassOf(typeof(CustomerController))
                && !action.EndpointMetadata.OfType<NeedsAttribute>().Any()
            select action.DisplayName;
        Assert.Empty(silent);
        Assert.DoesNotContain(await PagesAsync(DatabaseKind.Sqlite), page => page.Needs is null);
    }

    [Theory, OnBothDatabases]
    public async Task Strangers_and_tokens_are_sent_to_the_sign_in_page(DatabaseKind kind)
    {
        var victim = await CompanyAsync(kind);
        using var anonymous = victim.Portal.Client();
        using var token = victim.Portal.Client(victim.Customer.Token);
        foreach (var page in await PagesAsync(kind))
        {
            Assert.Equal((page, "302 /sign-in"), (page, await TryAsync(anonymous, page, victim.Ids)));
            Assert.Equal((page, "302 /sign-in"), (page, await TryAsync(token, page, victim.Ids)));
        }
    }

    [Theory, OnBothDatabases]
    public async Task Foreign_organization_and_project_look_like_missing_ones(DatabaseKind kind)
    {
        var victim = await CompanyAsync(kind);
        var thief = await CompanyAsync(kind);
        var browser = await thief.Portal.BrowserAsync(thief.Customer.Id);
        var missing = victim.Ids.ToDictionary(id => id.Key, _ => Missing);
        foreach (var page in await PagesAsync(kind))
        {
            var foreign = await SendAsync(browser.Client, page, victim.Ids);
            var absent = await SendAsync(browser.Client, page, missing);
            Assert.True(foreign.StatusCode == HttpStatusCode.NotFound, $"another organization's member, {page}: {(int)foreign.StatusCode}");
            Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
            Assert.DoesNotContain(victim.Customer.Name, await TextAsync(foreign), StringComparison.Ordinal);
        }
    }

    [Theory, OnBothDatabases]
    public async Task Foreign_rows_in_an_own_project_look_like_missing_ones(DatabaseKind kind)
    {
        var victim = await CompanyAsync(kind);
        var thief = await CompanyAsync(kind);
        var browser = await thief.Portal.BrowserAsync(thief.Customer.Id);
        foreach (var page in (await PagesAsync(kind)).Where(page => page.Children.Count > 0))
        {
            foreach (var child in page.Children)
            {
                var foreign = await WithTokenAsync(browser, page, With(thief.Ids, child, victim.Ids[child]));
                var absent = await WithTokenAsync(browser, page, With(thief.Ids, child, Missing));
                Assert.True(foreign.Status == HttpStatusCode.NotFound, $"{page}, foreign {child}: {(int)foreign.Status}");
                Assert.Equal(HttpStatusCode.NotFound, absent.Status);
            }
        }
    }

    [Theory, OnBothDatabases]
    public async Task Each_role_reaches_what_the_table_says_and_nothing_else(DatabaseKind kind)
    {
        var company = await CompanyAsync(kind);
        foreach (var role in Enum.GetValues<MemberRole>())
        {
            var browser = await company.Portal.BrowserAsync(company.Customer.Id, role);
            foreach (var page in await PagesAsync(kind))
            {
                var answer = await SendAsync(browser.Client, page, company.Ids);
                AssertLetIn(role.Has(page.Needs!.Value), page, answer, $"{role}");
            }
        }
    }

    [Theory, OnBothDatabases]
    public async Task Staff_behind_a_customers_eyes_reach_neither_money_nor_people(DatabaseKind kind)
    {
        var company = await CompanyAsync(kind);
        var member = await TestPerson.StaffAsync(company.Portal.Services);
        var staff = await TestPerson.CreateAsync(company.Portal.Services, company.Customer.Id, staffUserId: member.UserId);
        var browser = new Browser(company.Portal, staff);
        foreach (var page in await PagesAsync(kind))
        {
            AssertLetIn(page.Needs!.Value.IsForStaff(), page, await SendAsync(browser.Client, page, company.Ids), "staff");
        }

        foreach (var page in (await RoutesAsync(kind)).Where(page => page is { Class: RouteClass.Account, Pattern: not "/sign-out" }))
        {
            var answer = await SendAsync(browser.Client, page, company.Ids);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"staff, {page}: {(int)answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData(Permission.OrderServers)]
    [InlineData(Permission.OpenServers)]
    [InlineData(Permission.DestroyServers)]
    [InlineData(Permission.ManageMoney)]
    [InlineData(Permission.ManageMembers)]
    [InlineData(Permission.ManageProjects)]
    [InlineData(Permission.ManageTokens)]
    [InlineData(Permission.ManageOrganization)]
    public void What_spends_opens_or_destroys_is_never_for_staff(Permission permission) => Assert.False(permission.IsForStaff());

    [Theory]
    [InlineData("GET", "/projects/{projectId}/servers/new", Permission.OrderServers)]
    [InlineData("POST", "/projects/{projectId}/servers/new", Permission.OrderServers)]
    [InlineData("POST", "/projects/{projectId}/servers/{serverId}/resize", Permission.OrderServers)]
    [InlineData("POST", "/projects/{projectId}/servers/{serverId}/password", Permission.OpenServers)]
    [InlineData("POST", "/projects/{projectId}/servers/{serverId}/rebuild", Permission.DestroyServers)]
    [InlineData("POST", "/projects/{projectId}/servers/{serverId}/delete", Permission.DestroyServers)]
    [InlineData("POST", "/projects/{projectId}/servers/delete", Permission.DestroyServers)]
    [InlineData("POST", "/projects/{projectId}/ssh-keys/new", Permission.OpenServers)]
    public async Task What_spends_opens_or_destroys_says_so(string method, string pattern, Permission needs) =>
        Assert.Equal(needs, (await PagesAsync(DatabaseKind.Sqlite)).Single(page => page.Method == method && page.Pattern == pattern).Needs);

    [Theory, OnBothDatabases]
    public async Task Staff_behind_a_persons_eyes_see_the_organization_that_they_said_and_no_other_of_the_persons(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var (said, other) = (await portal.CustomerAsync(credit: "0"), await portal.CustomerAsync(credit: "0"));
        var member = await TestPerson.StaffAsync(portal.Services);
        var person = await TestPerson.CreateAsync(portal.Services, said.Id, staffUserId: member.UserId);
        await portal.AsWorkerAsync<IdentityDb, int>(db =>
        {
            db.Members.Add(new Member { OrganizationId = other.Id, UserId = person.UserId, Role = MemberRole.Owner, CreatedAt = TimeProvider.System.GetUtcNow() });
            return db.SaveChangesAsync(TestApi.Stop);
        });
        var (staff, own) = (new Browser(portal, person), new Browser(portal, await TestPerson.AgainAsync(portal.Services, person.UserId)));
        Assert.Equal(HttpStatusCode.OK, (await own.GetAsync($"/organizations/{other.Id}/members")).Status);
        Assert.Equal(HttpStatusCode.OK, (await staff.GetAsync($"/organizations/{said.Id}/members")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await staff.GetAsync($"/organizations/{other.Id}/members")).Status);

        // A role that looks through nobody's eyes ends it at once.
        await portal.AsWorkerAsync<IdentityDb, int>(db => db.StaffRoles.Where(row => row.UserId == member.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Role, StaffRoles.Billing), TestApi.Stop));
        Assert.Equal("/sign-in", (await staff.GetAsync($"/organizations/{said.Id}/members")).Location);
        Assert.Equal(HttpStatusCode.OK, (await own.GetAsync($"/organizations/{said.Id}/members")).Status);
    }

    [Theory, OnBothDatabases]
    public async Task A_suspended_organization_deletes_many_servers_and_switches_none_on(DatabaseKind kind)
    {
        var company = await CompanyAsync(kind);
        await company.Portal.AsWorkerAsync<SuspendCustomer, Result<Done>>(
            suspend => suspend.ExecuteAsync(company.Customer.Id, SuspensionReason.Staff, TestApi.Stop));
        var browser = await company.Portal.BrowserAsync(company.Customer.Id);
        var list = FormattableString.Invariant($"/projects/{company.Ids["projectId"]}/servers");
        await browser.GetAsync(list);
        var server = FormattableString.Invariant($"{company.Ids["serverId"]}");
        foreach (var act in new[] { "PowerOn", "Reboot", "Shutdown", "PowerOff" })
        {
            Assert.Equal((act, HttpStatusCode.Forbidden), (act, (await browser.PostAsync(list + "/bulk", ("Act", act), ("Ids", server))).Status));
        }

        Assert.Equal(list + "/delete", (await browser.PostAsync(list + "/bulk", ("Act", "Delete"), ("Ids", server))).Location);
    }

    [Theory, OnBothDatabases]
    public async Task A_suspended_organization_reads_deletes_and_pays_only(DatabaseKind kind)
    {
        var company = await CompanyAsync(kind);
        await company.Portal.AsWorkerAsync<SuspendCustomer, Result<Done>>(
            suspend => suspend.ExecuteAsync(company.Customer.Id, SuspensionReason.Staff, TestApi.Stop));
        var browser = await company.Portal.BrowserAsync(company.Customer.Id);
        foreach (var page in await PagesAsync(kind))
        {
            AssertLetIn(page.IsRead || page.WhileSuspended, page, await SendAsync(browser.Client, page, company.Ids), "suspended");
        }
    }

    [Theory, OnBothDatabases]
    public async Task A_removed_member_a_lesser_role_and_an_ended_session_hold_at_once(DatabaseKind kind)
    {
        var company = await CompanyAsync(kind);
        var person = await company.Portal.PersonAsync(company.Customer.Id);
        var browser = new Browser(company.Portal, person);
        var path = FormattableString.Invariant($"/projects/{company.Ids["projectId"]}/settings");
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(path)).Status);

        await ChangeSeatAsync(company, person, seats => seats.ExecuteUpdateAsync(set => set.SetProperty(seat => seat.Role, MemberRole.Reader), TestApi.Stop));
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync(path)).Status);

        await ChangeSeatAsync(company, person, seats => seats.ExecuteDeleteAsync(TestApi.Stop));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(path)).Status);

        await company.Portal.AsWorkerAsync<EndSession, Result<Done>>(end => end.ExecuteAsync(person.UserId, person.SessionId, TestApi.Stop));
        Assert.Equal("/sign-in", (await browser.GetAsync(path)).Location);
    }

    private static Task<int> ChangeSeatAsync(Company company, TestPerson person, Func<IQueryable<Member>, Task<int>> change) =>
        company.Portal.AsWorkerAsync<IdentityDb, int>(db => change(db.Reachable<Member>().Where(seat => seat.UserId == person.UserId)));

    private static void AssertLetIn(bool may, Route page, HttpResponseMessage answer, string who)
    {
        var status = (int)answer.StatusCode;
        // 302: to prove once more who it is (StepUp), or to where the thing is done. 409: what is there cannot be had in this form.
        var good = may ? (page.IsRead ? status is 200 or 302 or 409 : status is 400 or 302) : status == 403;
        Assert.True(good, $"{who}, {page}: {status}");
    }

    private static Dictionary<string, long> With(IReadOnlyDictionary<string, long> ids, string name, long id) =>
        new(ids, StringComparer.Ordinal) { [name] = id };

    private static async Task<string> TryAsync(HttpClient client, Route page, IReadOnlyDictionary<string, long> ids)
    {
        var answer = await SendAsync(client, page, ids);
        return $"{(int)answer.StatusCode} {answer.Headers.Location?.AbsolutePath}";
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, Route page, IReadOnlyDictionary<string, long> ids)
    {
        using var request = new HttpRequestMessage(new HttpMethod(page.Method), page.Fill(ids));
        if (!page.IsRead)
        {
            request.Content = new FormUrlEncodedContent([]);
        }

        return await client.SendAsync(request, TestApi.Stop);
    }

    /// <summary>As a browser with a page of the portal open would send it: with a token that is good.</summary>
    private static async Task<Page> WithTokenAsync(Browser browser, Route page, IReadOnlyDictionary<string, long> ids)
    {
        if (page.IsRead)
        {
            return await browser.GetAsync(page.Fill(ids));
        }

        await browser.GetAsync(FormattableString.Invariant($"/organizations/{ids["organizationId"]}/members"));
        return await browser.PostAsync(page.Fill(ids), Fields);
    }

    /// <summary>What the validators of forms that name a foreign row ask for: what is refused must be refused for the row.</summary>
    private static readonly (string, string)[] Fields = [("Name", "taken-over"), ("Role", "Admin"), ("Act", "Reboot")];

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestApi.Stop);

    private async Task<IReadOnlyList<Route>> RoutesAsync(DatabaseKind kind) =>
        Route.Of((await portals.OnAsync(kind)).Services.GetServices<EndpointDataSource>());

    private async Task<IReadOnlyList<Route>> PagesAsync(DatabaseKind kind)
    {
        IReadOnlyList<Route> pages = [.. (await RoutesAsync(kind)).Where(route => route.Class == RouteClass.Customer)];
        Assert.NotEmpty(pages);
        return pages;
    }

    /// <summary>An organization with one of everything that a customer's path can name.</summary>
    private async Task<Company> CompanyAsync(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        var project = await portal.AsWorkerAsync<IdentityDb, long>(db =>
            db.Reachable<Project>().Where(row => row.OrganizationId == customer.Id).Select(row => row.Id).SingleAsync());
        var key = await customer.Api.PostAsync("ssh_keys", new { name = customer.Name, public_key = Pages.PageWorld.PublicKey });
        var server = await customer.Api.ServerAsync("web-1");
        return new Company(portal, customer, new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["organizationId"] = customer.Id,
            ["projectId"] = project,
            ["userId"] = (await portal.PersonAsync(customer.Id, MemberRole.Reader)).UserId,
            ["invitationId"] = await portal.AsWorkerAsync<IdentityDb, long>(db =>
                db.Reachable<Invitation>().Where(row => row.OrganizationId == customer.Id).Select(row => row.Id).SingleAsync()),
            ["serverId"] = server,
            ["keyId"] = key.Body!["ssh_key"]!["id"]!.GetValue<long>(),
            ["tokenId"] = await portal.AsWorkerAsync<IdentityDb, long>(db =>
                db.Reachable<ApiToken>().Where(row => row.OrganizationId == customer.Id).MinAsync(row => row.Id)),
            ["invoiceId"] = await InvoiceAsync(portal, customer.Id),
        });
    }

    /// <summary>The server ran in the month before, and that month is closed now: the others' were closed when they were made.</summary>
    private static async Task<long> InvoiceAsync(TestPortal portal, long organizationId)
    {
        var present = Month.Of(TimeProvider.System.GetUtcNow());
        var ready = present.Previous.Start.AddDays(2);
        await portal.AsWorkerAsync<BillingDb, int>(async db =>
        {
            await db.Reachable<SubscriptionItem>().Where(item => item.OrganizationId == organizationId)
                .ExecuteUpdateAsync(set => set.SetProperty(item => item.From, ready), TestApi.Stop);
            await db.Reachable<Subscription>().Where(row => row.OrganizationId == organizationId)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.ReadyAt, ready), TestApi.Stop);
            return await db.Reachable<Customer>().Where(row => row.OrganizationId == organizationId)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.ClosedUntil, present.Previous.Start), TestApi.Stop);
        });
        await portal.AsWorkerAsync<CloseMonth, object>(async close => await close.ExecuteAsync(1, present.Previous, TestApi.Stop));
        return await portal.AsWorkerAsync<BillingDb, long>(db => db.Reachable<Invoice>()
            .Where(row => row.OrganizationId == organizationId).Select(row => row.Id).SingleAsync(TestApi.Stop));
    }

    /// <param name="Ids">By the name of the path's parameter. A page with a new parameter needs its row here.</param>
    private sealed record Company(TestPortal Portal, TestCustomer Customer, IReadOnlyDictionary<string, long> Ids);
}
