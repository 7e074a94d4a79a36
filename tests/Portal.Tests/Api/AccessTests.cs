using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Portal.Tests.Api;

public sealed class AccessTests(Portals portals)
{
    /// <summary>Every route that a customer's id can be put into.</summary>
    private static readonly (string Method, string Path, object? Body)[] WithId =
    [
        ("GET", "servers/{0}", null),
        ("PUT", "servers/{0}", new { name = "stolen" }),
        ("DELETE", "servers/{0}", null),
        ("GET", "servers/{0}/actions", null),
        ("POST", "servers/{0}/actions/poweron", null),
        ("POST", "servers/{0}/actions/poweroff", null),
        ("POST", "servers/{0}/actions/shutdown", null),
        ("POST", "servers/{0}/actions/reboot", null),
        ("POST", "servers/{0}/actions/reset", null),
        ("POST", "servers/{0}/actions/reset_password", null),
        ("POST", "servers/{0}/actions/rebuild", new { image = "debian-12" }),
        ("POST", "servers/{0}/actions/change_type", new { server_type = "ct21", upgrade_disk = true }),
        ("POST", "servers/{0}/actions/change_protection", new { delete = true }),
    ];

    [Theory, OnBothDatabases]
    public async Task Foreign_id_looks_like_a_missing_one(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var mine = await portal.CustomerAsync();
        var id = await mine.Api.ServerAsync("mine");
        var other = (await portal.CustomerAsync()).Api;
        foreach (var (method, path, body) in WithId)
        {
            var foreign = await SendAsync(other, method, string.Format(null, path, id), body);
            var missing = await SendAsync(other, method, string.Format(null, path, 9007199254740991), body);
            Assert.True(foreign.StatusCode == 404, $"{method} {path}: {foreign.StatusCode} {foreign.Body?.ToJsonString()}");
            Assert.Equal(missing.Body!.ToJsonString(), foreign.Body!.ToJsonString());
        }

        var action = (await mine.Api.GetAsync($"servers/{id}/actions")).Body!["actions"]![0]!["id"]!;
        Assert.Equal("not_found", (await other.GetAsync($"actions/{action}")).Code);
        Assert.Equal("not_found", (await other.GetAsync($"servers/actions/{action}")).Code);
        Assert.Empty((await other.GetAsync($"actions?id={action}")).Body!["actions"]!.AsArray());
        Assert.Equal("mine", (await mine.Api.GetAsync($"servers/{id}")).Body!["server"]!["name"]!.GetValue<string>());
    }

    [Theory, OnBothDatabases]
    public async Task Reading_token_writes_nothing(DatabaseKind kind)
    {
        var customer = await (await portals.OnAsync(kind)).CustomerAsync();
        var id = await customer.Api.ServerAsync("kept");
        foreach (var (method, path, body) in WithId.Where(route => route.Method != "GET"))
        {
            var refused = await SendAsync(customer.ReadApi, method, string.Format(null, path, id), body);
            Assert.Equal((403, "forbidden"), (refused.StatusCode, refused.Code));
        }

        Assert.Equal("forbidden", (await customer.ReadApi.PostAsync("servers", new { name = "x" })).Code);
        Assert.Equal("forbidden", (await customer.ReadApi.PostAsync("ssh_keys", new { name = "x" })).Code);
        Assert.Equal(200, (await customer.ReadApi.GetAsync($"servers/{id}")).StatusCode);
    }

    [Theory, OnBothDatabases]
    public async Task Suspended_organization_reads_and_deletes_only(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        var id = await customer.Api.ServerAsync("paused");
        await portal.AsWorkerAsync<SuspendCustomer, Result<Done>>(
            suspend => suspend.ExecuteAsync(customer.Id, SuspensionReason.Staff, TestApi.Stop));
        Assert.Equal("customer_suspended", (await customer.Api.PostAsync($"servers/{id}/actions/poweron")).Code);
        Assert.Equal("customer_suspended", (await customer.Api.PostAsync("servers", new { name = "x", server_type = "ct11", image = "debian-12" })).Code);
        Assert.Equal(200, (await customer.Api.GetAsync($"servers/{id}")).StatusCode);
        var deleted = await customer.Api.DeleteAsync($"servers/{id}");
        Assert.Equal(200, deleted.StatusCode);
    }

    [Theory, OnBothDatabases]
    public async Task Revoked_token_is_refused_at_once(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        Assert.Equal(200, (await customer.Api.GetAsync("servers")).StatusCode);
        var hash = ApiToken.HashOf(customer.Token);
        var id = await portal.AsWorkerAsync<IdentityDb, long>(
            db => db.Reachable<ApiToken>().Where(row => row.Hash == hash).Select(row => row.Id).SingleAsync());
        await portal.CommandAsync("token", "revoke", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((401, "unauthorized"), await StatusAsync(customer.Api));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Unknown_token_is_refused(string? token)
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        Assert.Equal((401, "unauthorized"), await StatusAsync(new TestApi(portal.Client(token))));
    }

    [Fact]
    public async Task Every_route_says_who_may_come()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var endpoints = portal.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();
        var unclassified = endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && endpoint.Metadata.GetMetadata<IAuthorizeData>() is null)
            .Select(endpoint => endpoint.RoutePattern.RawText)
            .ToList();
        Assert.Empty(unclassified);
    }

    [Fact]
    public async Task Requests_are_counted_and_refused_beyond_the_limit()
    {
        await using var portal = await TestPortal.StartAsync(DatabaseKind.Sqlite, "--Api:RequestsPerHour=3");
        var api = (await portal.CustomerAsync(credit: "0")).Api;
        var first = await api.GetAsync("servers");
        Assert.Equal("3", first.Message.Headers.GetValues("RateLimit-Limit").Single());
        Assert.Equal("2", first.Message.Headers.GetValues("RateLimit-Remaining").Single());
        var reset = long.Parse(first.Message.Headers.GetValues("RateLimit-Reset").Single(), System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(reset - DateTimeOffsetNow(), 1000, 1300);
        await api.GetAsync("servers");
        await api.GetAsync("servers");
        var refused = await api.GetAsync("servers");
        Assert.Equal((429, "rate_limit_exceeded"), (refused.StatusCode, refused.Code));
        Assert.Equal("0", refused.Message.Headers.GetValues("RateLimit-Remaining").Single());
    }

    private static long DateTimeOffsetNow() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static async Task<(int, string?)> StatusAsync(TestApi api)
    {
        var answer = await api.GetAsync("servers");
        return (answer.StatusCode, answer.Code);
    }

    private static Task<TestAnswer> SendAsync(TestApi api, string method, string path, object? body) =>
        api.SendAsync(new HttpMethod(method), path, body is null ? null : TestApi.Text(System.Text.Json.JsonSerializer.Serialize(body)));
}
