using System.Net;
using System.Text.Json.Nodes;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Portal.Tests.Staff;
using Hostelry.Testing;

using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Portal.Tests.Tenancy;

/// <summary>
/// Every route that the running portal maps × {anonymous, another tenant, a token that only reads, a suspended
/// organization, staff} × ids that exist and are foreign. Made from the endpoint data source: a new route is tried without
/// a new test, and fails this one until it is classified.
/// </summary>
public sealed class RouteMatrixTests(Portals portals)
{
    private const long Missing = 9007199254740991;

    /// <summary>Bodies that pass the validator, where an empty one does not: what is refused must be refused for the id.</summary>
    private static readonly Dictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        ["PUT /v1/servers/{id}"] = """{"name":"taken-over"}""",
        ["PUT /v1/ssh_keys/{id}"] = """{"name":"taken-over"}""",
        ["POST /v1/servers/{id}/actions/rebuild"] = """{"image":"debian-12"}""",
        ["POST /v1/servers/{id}/actions/change_type"] = """{"server_type":"ct21","upgrade_disk":false}""",
        ["POST /v1/servers/{id}/actions/change_protection"] = """{"delete":true,"rebuild":true}""",
        ["POST /v1/servers"] = """{"name":"new","server_type":"ct11","image":"debian-12"}""",
        ["POST /v1/ssh_keys"] = """{"name":"new","public_key":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGy6ZAp6yLmnpBuVFtzvsgIPvjk1bLhoiiKnFaIlqLrX a@b"}""",
    };

    [Fact]
    public async Task Every_route_is_classified()
    {
        Assert.DoesNotContain(await RoutesAsync(DatabaseKind.Sqlite), route => route.Class is null);
    }

    [Theory, OnBothDatabases]
    public async Task Anonymous_gets_into_nothing_but_open_routes(DatabaseKind kind)
    {
        var victim = await VictimAsync(kind);
        foreach (var route in (await RoutesAsync(kind)).Where(route => route.Class is not (RouteClass.Open or RouteClass.Customer)))
        {
            var answer = await SendAsync(victim.Portal.Client(), route, route.Fill(victim.Ids));
            Assert.True(Refused(route, answer), $"anonymous, {route}: {(int)answer.StatusCode}");
        }

        await UnharmedAsync(victim);
    }

    [Theory, OnBothDatabases]
    public async Task Another_tenants_id_looks_like_one_that_is_missing(DatabaseKind kind)
    {
        var victim = await VictimAsync(kind);
        var thief = await victim.Portal.CustomerAsync();
        var missing = victim.Ids.ToDictionary(id => id.Key, _ => Missing);
        using var client = victim.Portal.Client(thief.Token);
        foreach (var route in (await RoutesAsync(kind)).Where(route => route.NamesOwnedRow))
        {
            var foreign = await SendAsync(client, route, route.Fill(victim.Ids));
            var absent = await SendAsync(client, route, route.Fill(missing));
            Assert.True((int)foreign.StatusCode == 404, $"another tenant, {route}: {(int)foreign.StatusCode}");
            Assert.Equal(await TextAsync(absent), await TextAsync(foreign));
        }

        await UnharmedAsync(victim);
    }

    [Theory, OnBothDatabases]
    public async Task A_list_shows_another_tenant_nothing(DatabaseKind kind)
    {
        var victim = await VictimAsync(kind);
        var thief = await victim.Portal.CustomerAsync();
        using var client = victim.Portal.Client(thief.Token);
        foreach (var route in (await RoutesAsync(kind)).Where(route =>
            route is { Class: RouteClass.Api, IsRead: true } && !route.Pattern.Contains('{', StringComparison.Ordinal)))
        {
            var path = route.Fill(victim.Ids);
            foreach (var query in new[] { "", $"?id={victim.Ids["action"]}", $"?id={victim.Ids["server"]}", $"?name={victim.Mark}" })
            {
                Assert.DoesNotContain(victim.Mark, await TextAsync(await SendAsync(client, route, path + query)), StringComparison.Ordinal);
            }
        }

        Assert.Empty((await thief.Api.GetAsync($"actions?id={victim.Ids["action"]}")).Body!["actions"]!.AsArray());
    }

    [Theory, OnBothDatabases]
    public async Task Foreign_ids_in_a_body_are_refused_as_missing_ones(DatabaseKind kind)
    {
        var victim = await VictimAsync(kind);
        var thief = await victim.Portal.CustomerAsync();
        foreach (object key in new object[] { victim.Ids["ssh_key"], victim.Mark })
        {
            var foreign = await OrderAsync(thief, key);
            var absent = await OrderAsync(thief, key is long ? Missing : "never-was");
            Assert.Equal((absent.StatusCode, absent.Code), (foreign.StatusCode, foreign.Code));
            Assert.InRange(foreign.StatusCode, 400, 499);
        }
    }

    [Theory, OnBothDatabases]
    public async Task A_token_that_reads_changes_nothing(DatabaseKind kind)
    {
        var victim = await VictimAsync(kind);
        using var client = victim.Portal.Client(victim.Customer.ReadToken);
        foreach (var route in (await RoutesAsync(kind)).Where(route => route is { Class: RouteClass.Api, IsRead: false }))
        {
            var answer = await SendAsync(client, route, route.Fill(victim.Ids));
            Assert.True((int)answer.StatusCode == 403, $"reading token, {route}: {(int)answer.StatusCode}");
        }

        await UnharmedAsync(victim);
    }

    [Theory, OnBothDatabases]
    public async Task A_suspended_organization_reads_and_deletes_only(DatabaseKind kind)
    {
        var victim = await VictimAsync(kind);
        var organization = await victim.Portal.AsWorkerAsync<IdentityDb, long>(db =>
            db.Reachable<Organization>().Where(row => row.Name == victim.Customer.Name).Select(row => row.Id).SingleAsync());
        await victim.Portal.AsWorkerAsync<SuspendCustomer, Result<Done>>(
            suspend => suspend.ExecuteAsync(organization, SuspensionReason.Staff, TestApi.Stop));
        using var client = victim.Portal.Client(victim.Customer.Token);
        foreach (var route in (await RoutesAsync(kind)).Where(route => route.Class == RouteClass.Api && route.Method != "DELETE"))
        {
            var answer = await SendAsync(client, route, route.Fill(victim.Ids));
            // Money is seen by tokens of a scope of its own, suspended or not: to others no invoice is there.
            var wanted = !route.IsRead || route.Pattern == "/v1/invoices" ? 403
                : route.Pattern.StartsWith("/v1/invoices/", StringComparison.Ordinal) ? 404
                : 200;
            Assert.True((int)answer.StatusCode == wanted, $"suspended, {route}: {(int)answer.StatusCode}");
        }
    }

    [Theory, OnBothDatabases]
    public async Task A_token_is_no_key_to_staff_pages(DatabaseKind kind)
    {
        var victim = await VictimAsync(kind);
        using var client = victim.Portal.Client(victim.Customer.Token);
        foreach (var route in (await RoutesAsync(kind)).Where(route => route.Class == RouteClass.Staff))
        {
            var answer = await SendAsync(client, route, route.Fill(victim.Ids));
            Assert.True(Refused(route, answer), $"token, {route}: {(int)answer.StatusCode}");
        }
    }

    [Theory, OnBothDatabases]
    public async Task Where_nothing_is_a_token_is_told_so(DatabaseKind kind)
    {
        var victim = await VictimAsync(kind);
        using var client = victim.Portal.Client(victim.Customer.Token);
        List<Route> nowhere = [.. (await RoutesAsync(kind)).Where(route => route.Class == RouteClass.Nowhere)];
        Assert.Equal(["GET", "POST"], nowhere.Select(route => route.Method));
        foreach (var route in nowhere)
        {
            var answer = await SendAsync(client, route, route.Fill(victim.Ids));
            Assert.True((int)answer.StatusCode == 404, $"token, {route}: {(int)answer.StatusCode}");
        }
    }

    [Theory, OnBothDatabases]
    public async Task A_staff_session_is_no_token(DatabaseKind kind)
    {
        var victim = await VictimAsync(kind);
        var staff = await StaffPeople.EnterAsync(victim.Portal);
        foreach (var route in (await RoutesAsync(kind)).Where(route => route.WantsToken))
        {
            var answer = await SendAsync(staff.Client, route, route.Fill(victim.Ids));
            Assert.True((int)answer.StatusCode == 401, $"staff, {route}: {(int)answer.StatusCode}");
        }

        Assert.Equal(HttpStatusCode.OK, (await staff.GetAsync("/staff/jobs")).Status);
        await UnharmedAsync(victim);
    }

    /// <summary>Staff pages send to the sign-in page or refuse; the API says 401.</summary>
    private static bool Refused(Route route, HttpResponseMessage answer) => route.WantsToken
        ? (int)answer.StatusCode == 401
        : (int)answer.StatusCode is 400 or 401 or 403
            || ((int)answer.StatusCode == 302 && answer.Headers.Location!.ToString().Contains(
                route.WantsCustomer ? "/sign-in?back=" : "/staff/sign-in", StringComparison.Ordinal));

    private static Task<TestAnswer> OrderAsync(TestCustomer customer, object key) =>
        customer.Api.PostAsync("servers", new { name = "mine", server_type = "ct11", image = "debian-12", ssh_keys = new[] { key } });

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, Route route, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), path);
        if (!route.IsRead)
        {
            request.Content = TestApi.Text(Bodies.GetValueOrDefault(route.ToString(), "{}"));
        }

        return await client.SendAsync(request, TestApi.Stop);
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestApi.Stop);

    private static async Task UnharmedAsync(Victim victim)
    {
        Assert.Equal(victim.Before, await victim.StateAsync());
    }

    private async Task<IReadOnlyList<Route>> RoutesAsync(DatabaseKind kind) =>
        Route.Of((await portals.OnAsync(kind)).Services.GetServices<EndpointDataSource>());

    /// <summary>An organization with a running server and a key, both named by a mark that no one else may ever see.</summary>
    private async Task<Victim> VictimAsync(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        var mark = "mark-" + Guid.CreateVersion7().ToString("N");
        var key = await customer.Api.PostAsync("ssh_keys", new { name = mark, public_key = JsonNode.Parse(Bodies["POST /v1/ssh_keys"])!["public_key"]!.GetValue<string>() });
        var server = await customer.Api.ServerAsync(mark);
        var actions = await customer.Api.GetAsync($"servers/{server}/actions");
        var ids = new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["server"] = server,
            ["ssh_key"] = key.Body!["ssh_key"]!["id"]!.GetValue<long>(),
            ["action"] = actions.Body!["actions"]![0]!["id"]!.GetValue<long>(),
            // No token sees an invoice that was not made to; whose they are, Billing.Tests look at.
            ["invoice"] = 1,
        };
        var victim = new Victim(portal, customer, mark, ids, "");
        return victim with { Before = await victim.StateAsync() };
    }

    private sealed record Victim(
        TestPortal Portal, TestCustomer Customer, string Mark, IReadOnlyDictionary<string, long> Ids, string Before)
    {
        /// <summary>Everything that a customer can see of what it has.</summary>
        public async Task<string> StateAsync() => string.Join('\n',
            (await Customer.Api.GetAsync("servers")).Body!.ToJsonString(),
            (await Customer.Api.GetAsync("ssh_keys")).Body!.ToJsonString(),
            (await Customer.Api.GetAsync($"servers/{Ids["server"]}/actions")).Body!.ToJsonString());
    }
}
