using System.Net;

using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

namespace Hostelry.Portal.Tests.Api;

/// <summary>A server's life through <c>/v1</c>.</summary>
public sealed class ServersTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task Server_is_ordered_runs_is_changed_and_goes(DatabaseKind kind)
    {
        var api = (await (await portals.OnAsync(kind)).CustomerAsync()).Api;

        var made = await api.PostAsync("servers", new { name = "web-1", server_type = "ct11", image = "debian-12", labels = new { env = "prod" } });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal("create_server", made.Body!["action"]!["command"]!.GetValue<string>());
        Assert.NotNull(made.Body["root_password"]);
        await api.DoneAsync(made);
        var path = "servers/" + made.Body["server"]!["id"];

        var server = (await api.GetAsync(path)).Body!["server"]!;
        Assert.Equal("running", server["status"]!.GetValue<string>());
        Assert.Equal("prod", server["labels"]!["env"]!.GetValue<string>());
        Assert.Equal("0.0030000000", server["server_type"]!["prices"]![0]!["price_hourly"]!["net"]!.GetValue<string>());

        var renamed = await api.PutAsync(path, new { name = "web-2", labels = new { env = "test" } });
        Assert.Equal("web-2", renamed.Body!["server"]!["name"]!.GetValue<string>());

        await api.DoneAsync(await api.PostAsync(path + "/actions/poweroff"));
        Assert.Equal("off", (await api.GetAsync(path)).Body!["server"]!["status"]!.GetValue<string>());
        await api.DoneAsync(await api.PostAsync(path + "/actions/change_type", new { server_type = "ct21", upgrade_disk = true }));
        Assert.Equal("ct21", (await api.GetAsync(path)).Body!["server"]!["server_type"]!["name"]!.GetValue<string>());
        await api.DoneAsync(await api.PostAsync(path + "/actions/poweron"));
        await api.DoneAsync(await api.PostAsync(path + "/actions/reboot"));
        await api.DoneAsync(await api.PostAsync(path + "/actions/reset"));
        await api.DoneAsync(await api.PostAsync(path + "/actions/rebuild", new { image = "debian-12" }));
        var password = await api.PostAsync(path + "/actions/reset_password");
        Assert.NotNull(password.Body!["root_password"]);
        await api.DoneAsync(password);
        await api.DoneAsync(await api.PostAsync(path + "/actions/shutdown"));

        var actions = (await api.GetAsync(path + "/actions?per_page=50")).Body!["actions"]!.AsArray();
        Assert.Equal(9, actions.Count);
        await api.DoneAsync(await api.DeleteAsync(path));
        Assert.Equal("not_found", (await api.GetAsync(path)).Code);
    }

    [Theory, OnBothDatabases]
    public async Task Protected_server_is_not_deleted(DatabaseKind kind)
    {
        var api = (await (await portals.OnAsync(kind)).CustomerAsync()).Api;
        var path = "servers/" + await api.ServerAsync("safe");
        await api.DoneAsync(await api.PostAsync(path + "/actions/change_protection", new { delete = true, rebuild = true }));
        Assert.Equal("protected", (await api.DeleteAsync(path)).Code);
        await api.DoneAsync(await api.PostAsync(path + "/actions/change_protection", new { delete = false, rebuild = false }));
        await api.DoneAsync(await api.DeleteAsync(path));
    }

    [Theory, OnBothDatabases]
    public async Task List_is_paged_sorted_and_selected_by_labels(DatabaseKind kind)
    {
        var api = (await (await portals.OnAsync(kind)).CustomerAsync()).Api;
        await api.ServerAsync("a1", new { tier = "web", env = "prod" });
        await api.ServerAsync("b2", new { tier = "db" });
        await api.ServerAsync("c3", new { tier = "web" });

        var first = await api.GetAsync("servers?per_page=2&sort=name:desc");
        Assert.Equal(["c3", "b2"], Names(first));
        var pagination = first.Body!["meta"]!["pagination"]!;
        Assert.Equal(2, pagination["next_page"]!.GetValue<int>());
        Assert.Equal(3, pagination["total_entries"]!.GetValue<int>());
        Assert.Null(pagination["previous_page"]);
        Assert.Contains("page=2", first.Message.Headers.GetValues("Link").Single(), StringComparison.Ordinal);

        var last = await api.GetAsync("servers?per_page=2&sort=name:desc&page=2");
        Assert.Equal(["a1"], Names(last));
        Assert.Null(last.Body!["meta"]!["pagination"]!["next_page"]);

        Assert.Equal(["a1", "c3"], Names(await api.GetAsync("servers?label_selector=tier%3Dweb&sort=name")));
        Assert.Equal(["a1"], Names(await api.GetAsync("servers?label_selector=tier%3Dweb,env")));
        Assert.Equal(["c3"], Names(await api.GetAsync("servers?label_selector=tier%20in%20(web),!env")));
        Assert.Equal(["b2"], Names(await api.GetAsync("servers?name=b2")));
        Assert.Equal(["a1", "b2", "c3"], Names(await api.GetAsync("servers?status=running&sort=id")));
        Assert.Empty(Names(await api.GetAsync("servers?status=off")));
    }

    [Theory, OnBothDatabases]
    public async Task Order_without_money_is_refused_and_changes_nothing(DatabaseKind kind)
    {
        var api = (await (await portals.OnAsync(kind)).CustomerAsync(credit: "0")).Api;
        var refused = await api.PostAsync("servers", new { name = "poor", server_type = "ct11", image = "debian-12" });
        Assert.Equal("insufficient_funds", refused.Code);
        Assert.Equal(402, refused.StatusCode);
        Assert.Empty(Names(await api.GetAsync("servers")));
    }

    [Theory, OnBothDatabases]
    public async Task Key_is_added_named_found_and_removed(DatabaseKind kind)
    {
        var api = (await (await portals.OnAsync(kind)).CustomerAsync()).Api;
        const string PublicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFdGY1bWd6jJmUuHMDHG0YOzlZ3vZJ1vHXlCbHWsfuVo me";
        var made = await api.PostAsync("ssh_keys", new { name = "mine", public_key = PublicKey });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var path = "ssh_keys/" + made.Body!["ssh_key"]!["id"];
        Assert.Equal("uniqueness_error", (await api.PostAsync("ssh_keys", new { name = "mine", public_key = PublicKey })).Code);
        var found = await api.GetAsync("ssh_keys?name=mine");
        Assert.Single(found.Body!["ssh_keys"]!.AsArray());
        Assert.Equal("yours", (await api.PutAsync(path, new { name = "yours" })).Body!["ssh_key"]!["name"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NoContent, (await api.DeleteAsync(path)).Status);
        Assert.Equal("not_found", (await api.GetAsync(path)).Code);
    }

    private static IEnumerable<string> Names(TestAnswer list) =>
        list.Body!["servers"]!.AsArray().Select(server => server!["name"]!.GetValue<string>());
}
