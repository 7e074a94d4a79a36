using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

namespace Hostelry.Portal.Tests.Api;

public sealed class IdempotencyTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task Twenty_orders_with_one_key_at_once_are_one_server(DatabaseKind kind)
    {
        var api = (await (await portals.OnAsync(kind)).CustomerAsync()).Api;
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => api.PostAsync("servers", Order("once"), "key-1")));
        Assert.All(answers, answer => Assert.Equal(201, answer.StatusCode));
        Assert.Single(answers.Select(answer => answer.Body!["server"]!["id"]!.GetValue<long>()).Distinct());
        Assert.Single(answers, answer => answer.Body!["root_password"] is not null);
        Assert.Single((await api.GetAsync("servers")).Body!["servers"]!.AsArray());
    }

    [Theory, OnBothDatabases]
    public async Task Repetition_gets_the_stored_answer_without_the_password(DatabaseKind kind)
    {
        var api = (await (await portals.OnAsync(kind)).CustomerAsync()).Api;
        var first = await api.PostAsync("servers", Order("again"), "key-2");
        await api.DoneAsync(first);
        var second = await api.PostAsync("servers", Order("again"), "key-2");
        Assert.Equal(201, second.StatusCode);
        Assert.NotNull(first.Body!["root_password"]);
        Assert.Null(second.Body!["root_password"]);
        Assert.Equal(first.Body["server"]!.ToJsonString(), second.Body["server"]!.ToJsonString());
    }

    [Theory, OnBothDatabases]
    public async Task Other_body_under_the_same_key_is_a_conflict(DatabaseKind kind)
    {
        var api = (await (await portals.OnAsync(kind)).CustomerAsync()).Api;
        await api.PostAsync("servers", Order("one"), "key-3");
        var other = await api.PostAsync("servers", Order("two"), "key-3");
        Assert.Equal((409, "idempotency_conflict"), (other.StatusCode, other.Code));
    }

    [Theory, OnBothDatabases]
    public async Task Key_of_another_organization_is_another_key(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var first = await (await portal.CustomerAsync()).Api.PostAsync("servers", Order("same"), "key-4");
        var second = await (await portal.CustomerAsync()).Api.PostAsync("servers", Order("same"), "key-4");
        Assert.Equal((201, 201), (first.StatusCode, second.StatusCode));
        Assert.NotEqual(first.Body!["server"]!["id"]!.GetValue<long>(), second.Body!["server"]!["id"]!.GetValue<long>());
    }

    [Theory, OnBothDatabases]
    public async Task Path_typed_otherwise_is_the_same_address(DatabaseKind kind)
    {
        var api = (await (await portals.OnAsync(kind)).CustomerAsync()).Api;
        var first = await api.PostAsync("servers", Order("typed"), "key-6");
        var second = await api.PostAsync("Servers/", Order("typed"), "key-6");
        Assert.Equal((201, 201), (first.StatusCode, second.StatusCode));
        Assert.Equal(first.Body!["server"]!["id"]!.GetValue<long>(), second.Body!["server"]!["id"]!.GetValue<long>());
        Assert.True(second.Message.Headers.CacheControl!.NoStore); // an answer may hold a root password

        var id = await api.ServerAsync("typed-too");
        var change = await api.PostAsync($"servers/{id}/actions/change_type", new { server_type = "ct21", upgrade_disk = true }, "key-7");
        var again = await api.PostAsync($"servers/{id}%20/actions/change_type", new { server_type = "ct21", upgrade_disk = true }, "key-7");
        Assert.Equal((201, 201), (change.StatusCode, again.StatusCode));
        Assert.Equal(change.Body!["action"]!["id"]!.GetValue<long>(), again.Body!["action"]!["id"]!.GetValue<long>());
    }

    [Theory, OnBothDatabases]
    public async Task Refusal_is_not_kept(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        Assert.Equal("insufficient_funds", (await customer.Api.PostAsync("servers", Order("later"), "key-5")).Code);
        await portal.CommandAsync("credit", "grant", "--organization", customer.Name, "--amount", "50.00", "--reason", "test");
        Assert.Equal(201, (await customer.Api.PostAsync("servers", Order("later"), "key-5")).StatusCode);
    }

    [Fact]
    public async Task Key_of_odd_characters_is_refused()
    {
        var api = (await (await portals.OnAsync(DatabaseKind.Sqlite)).CustomerAsync()).Api;
        Assert.Equal("invalid_input", (await api.PostAsync("servers", Order("x"), "a key")).Code);
        Assert.Equal("invalid_input", (await api.PostAsync("servers", Order("x"), new string('k', 256))).Code);
    }

    private static object Order(string name) => new { name, server_type = "ct11", image = "debian-12" };
}
