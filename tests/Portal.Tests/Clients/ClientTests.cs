using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

namespace Hostelry.Portal.Tests.Clients;

/// <summary>Debian's own clients of the dialect, unmodified, against the running portal.</summary>
[Trait("Category", "Slow")]
public sealed class ClientTests(Portals portals)
{
    private const string Story =
        """
        import os
        from hcloud import Client
        from hcloud.images.domain import Image
        from hcloud.server_types.domain import ServerType
        c = Client(token=os.environ["HCLOUD_TOKEN"], api_endpoint=os.environ["HCLOUD_ENDPOINT"], poll_interval=0.1)
        key = c.ssh_keys.create(name="py", public_key="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFdGY1bWd6jJmUuHMDHG0YOzlZ3vZJ1vHXlCbHWsfuVo x")
        r = c.servers.create(name="py-1", server_type=ServerType(name="ct11"), image=Image(name="debian-12"), ssh_keys=[key], labels={"by": "python"})
        assert r.root_password is None
        r.action.wait_until_finished()
        s = c.servers.get_by_name("py-1")
        assert s.status == "running", s.status
        assert s.public_net.ipv4.ip.count(".") == 3
        assert [x.name for x in c.servers.get_all(label_selector="by=python")] == ["py-1"]
        assert s.datacenter.location.name == "local" and s.image.name == "debian-12"
        s = s.update(name="py-2", labels={"by": "us"})
        for act in (s.power_off, s.power_on, s.reboot, s.reset):
            act().wait_until_finished()
        s.rebuild(Image(name="debian-12"))
        for a in s.get_actions():
            a.wait_until_finished()
        s.power_off().wait_until_finished()
        s.change_type(server_type=ServerType(name="ct21"), upgrade_disk=True).wait_until_finished()
        p = s.reset_password()
        p.action.wait_until_finished()
        assert p.root_password
        assert len(c.server_types.get_all()) >= 4 and c.locations.get_by_name("local") and c.datacenters.get_all()
        s.delete().wait_until_finished()
        assert c.servers.get_by_name("py-2") is None
        c.ssh_keys.get_by_name("py").delete()
        print("done")
        """;

    [Theory, OnBothDatabases]
    public async Task Python_library_walks_a_servers_life(DatabaseKind kind)
    {
        Assert.SkipUnless(File.Exists("/usr/lib/python3/dist-packages/hcloud/__init__.py"), "python3-hcloud is not installed.");
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        Assert.Equal("done", await RunAsync(portal, customer, "/usr/bin/python3", "-c", Story));
    }

    [Theory, OnBothDatabases]
    public async Task Command_line_walks_a_servers_life(DatabaseKind kind)
    {
        const string Client = "/usr/bin/hcloud";
        Assert.SkipUnless(File.Exists(Client), "hcloud-cli is not installed.");
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        Task<string> Hcloud(params string[] args) => RunAsync(portal, customer, Client, args);

        await Hcloud("ssh-key", "create", "--name", "cli", "--public-key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFdGY1bWd6jJmUuHMDHG0YOzlZ3vZJ1vHXlCbHWsfuVo x");
        await Hcloud("server", "create", "--name", "cli-1", "--type", "ct11", "--image", "debian-12", "--ssh-key", "cli", "--label", "by=cli");
        Assert.Contains("cli-1", await Hcloud("server", "list"), StringComparison.Ordinal);
        Assert.Contains("cli-1", await Hcloud("server", "list", "-l", "by=cli", "-o", "noheader"), StringComparison.Ordinal);
        Assert.Contains("running", await Hcloud("server", "describe", "cli-1"), StringComparison.Ordinal);
        await Hcloud("server", "add-label", "cli-1", "tier=web");
        await Hcloud("server", "poweroff", "cli-1");
        await Hcloud("server", "change-type", "cli-1", "ct21");
        await Hcloud("server", "poweron", "cli-1");
        await Hcloud("server", "reboot", "cli-1");
        await Hcloud("server", "rebuild", "--image", "debian-12", "cli-1");
        await Hcloud("server", "shutdown", "cli-1");
        await Hcloud("server", "reset-password", "cli-1");
        await Hcloud("server", "enable-protection", "cli-1", "delete", "rebuild");
        await Hcloud("server", "disable-protection", "cli-1", "delete", "rebuild");
        Assert.Contains("debian-12", await Hcloud("image", "list"), StringComparison.Ordinal);
        Assert.Contains("ct11", await Hcloud("server-type", "list"), StringComparison.Ordinal);
        Assert.Contains("ct11", await Hcloud("server-type", "describe", "ct11"), StringComparison.Ordinal);
        await Hcloud("location", "list");
        await Hcloud("datacenter", "list");
        await Hcloud("datacenter", "describe", "local-dc1");
        await Hcloud("server", "delete", "cli-1");
        // This command does not wait for its action.
        await Wait.UntilAsync(
            "the server leaves the list", async () => !(await Hcloud("server", "list")).Contains("cli-1", StringComparison.Ordinal));

        await Hcloud("ssh-key", "delete", "cli");
    }

    private static async Task<string> RunAsync(TestPortal portal, TestCustomer customer, string program, params string[] args)
    {
        // A wrong pagination makes these clients loop for ever.
        var done = await Shell.RunAsync(["timeout", "60", program, .. args], new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HCLOUD_TOKEN"] = customer.Token,
            ["HCLOUD_ENDPOINT"] = new Uri(portal.Address, "/v1").ToString(),
        });
        return done.Output.Trim();
    }
}
