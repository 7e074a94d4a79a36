using System.Text;

using Hostelry.Billing;
using Hostelry.Billing.Subscriptions;
using Hostelry.Portal.Tests.Running;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;
using Hostelry.Provisioning.SshKeys;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Api;

/// <summary>Every kind of nonsense gets its documented code and status, and changes nothing.</summary>
public sealed class BadInputTests(Portals portals)
{
    private const string Good = """ "name":"bad","server_type":"ct11","image":"debian-12" """;

#pragma warning disable MA0051 // a table
    public static TheoryData<DatabaseKind, string, string, int, string> Bodies()
#pragma warning restore MA0051
    {
        var long64K = new string('a', 64 * 1024);
        (string Path, string Body, int Status, string Code)[] cases =
        [
            ("servers", "{", 400, "json_error"),
            ("servers", "", 400, "json_error"),
            ("servers", "null", 400, "json_error"),
            ("servers", "[]", 400, "json_error"),
            ("servers", "\"text\"", 400, "json_error"),
            ("servers", $$"""{ {{Good}}, "x": {{new string('[', 1000)}}{{new string(']', 1000)}} }""", 400, "json_error"),
            ("servers", "{}", 422, "invalid_input"),
            ("servers", """{"name":7,"server_type":"ct11","image":"debian-12"}""", 422, "invalid_input"),
            ("servers", """{"name":"x","server_type":["ct11"],"image":"debian-12"}""", 422, "invalid_input"),
            ("servers", """{"name":"bad name","server_type":"ct11","image":"debian-12"}""", 422, "invalid_input"),
            ("servers", """{"name":"-x","server_type":"ct11","image":"debian-12"}""", 422, "invalid_input"),
            ("servers", """{"name":"a$(reboot)","server_type":"ct11","image":"debian-12"}""", 422, "invalid_input"),
            ("servers", """{"name":"a'; DROP TABLE servers; --","server_type":"ct11","image":"debian-12"}""", 422, "invalid_input"),
            ("servers", """{"name":"<a/>","server_type":"ct11","image":"debian-12"}""", 422, "invalid_input"),
            ("servers", """{"name":"a\u0000b","server_type":"ct11","image":"debian-12"}""", 422, "invalid_input"),
            ("servers", """{"name":"x","server_type":"ct11\u0000","image":"debian-12"}""", 422, "invalid_input"),
            ("servers", $$"""{"name":"{{long64K}}","server_type":"ct11","image":"debian-12"}""", 422, "invalid_input"),
            ("servers", $$"""{"name":"x","server_type":"{{long64K}}","image":"debian-12"}""", 422, "invalid_input"),
            ("servers", """{"name":"x","server_type":"../../etc/passwd","image":"debian-12"}""", 422, "invalid_input"),
            ("servers", """{"name":"x","server_type":"nope","image":"debian-12"}""", 404, "not_found"),
            ("servers", """{"name":"x","server_type":"-1","image":"debian-12"}""", 422, "invalid_input"),
            ("servers", """{"name":"x","server_type":"99999999999999999999","image":"debian-12"}""", 404, "not_found"),
            ("servers", """{"name":"x","server_type":"ct11","image":"plan9"}""", 404, "not_found"),
            ("servers", $$"""{ {{Good}}, "location": "mars" }""", 404, "not_found"),
            ("servers", $$"""{ {{Good}}, "location": "local", "datacenter": "local-dc1" }""", 422, "invalid_input"),
            ("servers", $$"""{ {{Good}}, "ssh_keys": ["nobody's"] }""", 404, "not_found"),
            ("servers", $$"""{ {{Good}}, "ssh_keys": [""] }""", 422, "invalid_input"),
            ("servers", $$"""{ {{Good}}, "user_data": "{{new string('u', 1024 * 1024)}}" }""", 422, "invalid_input"),
            ("servers", $$"""{ {{Good}}, "user_data": "a\u0000" }""", 422, "invalid_input"),
            ("servers", $$"""{ {{Good}}, "labels": {"a b":"c"} }""", 422, "invalid_input"),
            ("servers", $$"""{ {{Good}}, "labels": {"a":"b c"} }""", 422, "invalid_input"),
            ("servers", $$"""{ {{Good}}, "labels": {"a":null} }""", 422, "invalid_input"),
            ("servers", $$"""{ {{Good}}, "labels": ["a"] }""", 422, "invalid_input"),
            ("servers", $$"""{ {{Good}}, "start_after_create": "maybe" }""", 422, "invalid_input"),
            ("servers", $$"""{ {{Good}}, "networks": [1] }""", 422, "invalid_input"),
            ("servers", $$"""{ {{Good}}, "volumes": [1] }""", 422, "invalid_input"),
            ("servers", $$"""{ {{Good}}, "firewalls": [{"firewall":1}] }""", 422, "invalid_input"),
            ("servers", $$"""{ {{Good}}, "placement_group": 1 }""", 422, "invalid_input"),
            ("servers", $$"""{ {{Good}}, "public_net": {"enable_ipv4": false} }""", 422, "invalid_input"),
            ("servers", $$"""{ {{Good}}, "public_net": {"ipv4": 12} }""", 422, "invalid_input"),
            ("ssh_keys", """{"name":"k"}""", 422, "invalid_input"),
            ("ssh_keys", """{"name":"k","public_key":"not a key"}""", 422, "invalid_input"),
            ("ssh_keys", """{"name":"k","public_key":"command=\"reboot\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFdGY1bWd6jJmUuHMDHG0YOzlZ3vZJ1vHXlCbHWsfuVo x"}""", 422, "invalid_input"),
            ("ssh_keys", """{"name":"k","public_key":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFdGY1bWd6jJmUuHMDHG0YOzlZ3vZJ1vHXlCbHWsfuVo x\nssh-rsa y"}""", 422, "invalid_input"),
            ("ssh_keys", """{"name":"a\u0000b","public_key":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFdGY1bWd6jJmUuHMDHG0YOzlZ3vZJ1vHXlCbHWsfuVo x"}""", 422, "invalid_input"),
            ("ssh_keys", """{"name":" ","public_key":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFdGY1bWd6jJmUuHMDHG0YOzlZ3vZJ1vHXlCbHWsfuVo x"}""", 422, "invalid_input"),
            ("servers/999999/actions/change_type", """{"server_type":"ct21"}""", 422, "invalid_input"),
            ("servers/999999/actions/change_type", """{"server_type":"ct21","upgrade_disk":true}""", 404, "not_found"),
            ("servers/999999/actions/rebuild", """{}""", 422, "invalid_input"),
            ("servers/999999/actions/change_protection", """{}""", 422, "invalid_input"),
            ("servers/999999/actions/poweron", "", 404, "not_found"),
            ("servers/99999999999999999999999/actions/poweron", "", 404, "not_found"),
            ("nothing", "{}", 404, "not_found"),
        ];
        var data = new TheoryData<DatabaseKind, string, string, int, string>();
        foreach (var (path, body, status, code) in cases)
        {
            // What never reaches the database is asked on one of them.
            data.Add(DatabaseKind.Sqlite, path, body, status, code);
            if (status is 404 || body.Contains("nope", StringComparison.Ordinal) || body.Contains("u0000", StringComparison.Ordinal))
            {
                data.Add(DatabaseKind.Postgres, path, body, status, code);
            }
        }

        return data;
    }

    public static TheoryData<DatabaseKind, string> Queries() => new(
        from kind in Enum.GetValues<DatabaseKind>()
        from query in (string[])
        [
            "servers?page=0", "servers?page=-1", "servers?page=x", "servers?page=99999999999", "servers?per_page=0", "servers?per_page=x",
            "servers?sort=password", "servers?sort=id:up", "servers?status=flying", "servers?label_selector=((", "servers?name=a%00b",
            "servers?label_selector=a%00", "servers?status=a%00", "servers?sort=%00", "ssh_keys?fingerprint=%00", "ssh_keys?sort=created",
            "images?type=floppy", "images?status=%00", "images?architecture=vax", "images?include_deprecated=perhaps",
            "actions?id=x", "actions?status=maybe", "locations?sort=x",
            "servers?sort=", "servers?status=", "actions?status=", "images?type=", "images?status=", "ssh_keys?sort=", "locations?sort=",
            "datacenters?name=%00", "server_types?name=%00",
        ]
        select new TheoryDataRow<DatabaseKind, string>(kind, query));

    [Theory]
    [MemberData(nameof(Bodies), DisableDiscoveryEnumeration = true)]
    public async Task Bad_body_is_refused_by_name_and_changes_nothing(DatabaseKind kind, string path, string body, int status, string code)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        var before = await CountAsync(portal, customer.Id);
        var answer = await customer.Api.SendAsync(HttpMethod.Post, path, TestApi.Text(body));
        Assert.True(answer.StatusCode == status && answer.Code == code, $"{answer.StatusCode} {answer.Body?.ToJsonString()}");
        Assert.NotEmpty(answer.Body!["error"]!["message"]!.GetValue<string>());
        if (code == "invalid_input")
        {
            Assert.NotEmpty(answer.Body["error"]!["details"]!["fields"]![0]!["name"]!.GetValue<string>());
        }

        Assert.Equal(before, await CountAsync(portal, customer.Id));
    }

    [Theory]
    [MemberData(nameof(Queries), DisableDiscoveryEnumeration = true)]
    public async Task Bad_query_is_refused_by_name(DatabaseKind kind, string query)
    {
        var api = (await (await portals.OnAsync(kind)).CustomerAsync(credit: "0")).Api;
        var answer = await api.GetAsync(query);
        Assert.True(answer.StatusCode == 422 && answer.Code == "invalid_input", $"{answer.StatusCode} {answer.Body?.ToJsonString()}");
    }

    [Fact]
    public async Task Body_of_fifty_megabytes_is_too_large()
    {
        var api = (await (await portals.OnAsync(DatabaseKind.Sqlite)).CustomerAsync(credit: "0")).Api;
        using var content = new ByteArrayContent(new byte[50 * 1024 * 1024]);
        content.Headers.ContentType = new("application/json");
        var answer = await api.SendAsync(HttpMethod.Post, "servers", content);
        Assert.Equal((413, "payload_too_large"), (answer.StatusCode, answer.Code));
    }

    [Fact]
    public async Task Body_that_is_no_json_by_its_own_word_is_refused()
    {
        var api = (await (await portals.OnAsync(DatabaseKind.Sqlite)).CustomerAsync(credit: "0")).Api;
        using var content = new StringContent("name=x", Encoding.UTF8, "application/x-www-form-urlencoded");
        var answer = await api.SendAsync(HttpMethod.Post, "servers", content);
        Assert.Equal((415, "unsupported_media_type"), (answer.StatusCode, answer.Code));
    }

    [Theory, OnBothDatabases]
    public async Task Second_server_of_one_name_is_refused(DatabaseKind kind)
    {
        var api = (await (await portals.OnAsync(kind)).CustomerAsync()).Api;
        await api.ServerAsync("twin");
        var answer = await api.PostAsync("servers", new { name = "twin", server_type = "ct11", image = "debian-12" });
        Assert.Equal((409, "uniqueness_error"), (answer.StatusCode, answer.Code));
    }

    [Theory, OnBothDatabases]
    public async Task Disk_never_shrinks(DatabaseKind kind)
    {
        var api = (await (await portals.OnAsync(kind)).CustomerAsync()).Api;
        var id = await api.ServerAsync("big", type: "ct21");
        var answer = await api.PostAsync($"servers/{id}/actions/change_type", new { server_type = "ct11", upgrade_disk = true });
        Assert.Equal((422, "invalid_server_type"), (answer.StatusCode, answer.Code));
    }

    private static Task<(int, int, int, int)> CountAsync(TestPortal portal, long id) => portal.AsWorkerAsync<ProvisioningDb, (int, int, int, int)>(
        async db => (
            await db.Reachable<Server>().CountAsync(row => row.OrganizationId == id),
            await db.Reachable<Operation>().CountAsync(row => row.OrganizationId == id),
            await db.Reachable<SshKey>().CountAsync(row => row.OrganizationId == id),
            await portal.AsWorkerAsync<BillingDb, int>(
                billing => billing.Reachable<Subscription>().CountAsync(row => row.OrganizationId == id))));
}
