using System.Text.Json;

using Hostelry.Testing.Installations;

namespace Hostelry.EndToEnd.Tests;

/// <summary>Debian's own <c>hcloud</c> command, unmodified, against real guests.</summary>
public sealed class HcloudCommandTests(Provider provider)
{
    [Fact]
    public async Task Hcloud_command_leads_a_server_through_its_whole_life()
    {
        await provider.FreshAsync();
        await HcloudAsync("ssh-key", "create", "--name", "laptop", "--public-key-from-file", await provider.NewKeyAsync("laptop"));
        Assert.Contains("ct11", await HcloudAsync("server-type", "list"), StringComparison.Ordinal);
        Assert.Contains("debian-12", await HcloudAsync("image", "list"), StringComparison.Ordinal);
        Assert.Contains("local", await HcloudAsync("location", "list"), StringComparison.Ordinal);
        Assert.Contains("local-dc1", await HcloudAsync("datacenter", "list"), StringComparison.Ordinal);

        await HcloudAsync("server", "create", "--name", "web", "--type", "ct11", "--image", "debian-12", "--ssh-key", "laptop");
        var address = await HcloudAsync("server", "ip", "web");
        Assert.Equal("web", await provider.SshAsync(address, "hostname"));
        Assert.Equal($"web   running   {address}", await HcloudAsync("server", "list", "-o", "noheader", "-o", "columns=name,status,ipv4"));

        await ChangesNameLabelsAndTypeAsync(address);
        await StopsAndStartsAsync(address);
        await StartsAfreshAsync(address);

        await HcloudAsync("server", "delete", "web2");
        await HcloudAsync("ssh-key", "delete", "laptop");
        // The command says goodbye when the delete is accepted; the server stays in the list until it is done.
        await Wait.UntilAsync(
            "the deleted server leaves the list",
            TimeSpan.FromSeconds(60),
            async () => await HcloudAsync("server", "list", "-o", "noheader") is "");
        await provider.NothingIsLeftAsync();
    }

    private async Task ChangesNameLabelsAndTypeAsync(string address)
    {
        await HcloudAsync("server", "add-label", "web", "env=prod");
        await HcloudAsync("server", "update", "web", "--name", "web2");
        Assert.Equal("web2", await HcloudAsync("server", "list", "-l", "env=prod", "-o", "noheader", "-o", "columns=name"));

        var boot = await BootAsync(address);
        await provider.SshAsync(address, "echo kept > /root/file");
        await HcloudAsync("server", "change-type", "web2", "ct21");
        var server = JsonDocument.Parse(await HcloudAsync("server", "describe", "web2", "-o", "json")).RootElement;
        Assert.Equal("ct21", server.GetProperty("server_type").GetProperty("name").GetString());
        Assert.Equal(boot, await BootAsync(address)); // live: it has not been started again
        Assert.Equal("1048576", await provider.SshAsync(address, "awk '/^MemTotal/ { print $2 }' /proc/meminfo"));
    }

    private async Task StopsAndStartsAsync(string address)
    {
        await HcloudAsync("server", "shutdown", "web2");
        await StatusBecomesAsync("off");
        await HcloudAsync("server", "poweron", "web2");
        await SshAnswersAsync(address);
        Assert.Equal("kept", await provider.SshAsync(address, "cat /root/file"));

        // The disk has grown at the latest now: a confined host (no CAP_SYS_RESOURCE) cannot while it is mounted.
        Assert.InRange(long.Parse(await provider.SshAsync(address, "df --output=size -B1M / | tail -1"), null), 9_500, 10_240);

        var boot = await BootAsync(address);
        await HcloudAsync("server", "reboot", "web2");
        await Wait.UntilAsync("the guest has booted again", TimeSpan.FromSeconds(60), async () => await TryBootAsync(address) is { } now && now != boot);
        await HcloudAsync("server", "poweroff", "web2");
        await StatusBecomesAsync("off");
        await HcloudAsync("server", "poweron", "web2");
        await HcloudAsync("server", "reset", "web2");
        await SshAnswersAsync(address);
        Assert.Equal("kept", await provider.SshAsync(address, "cat /root/file"));
    }

    private async Task StartsAfreshAsync(string address)
    {
        await HcloudAsync("server", "rebuild", "web2", "--image", "debian-12");
        await SshAnswersAsync(address);
        Assert.Equal("gone", await provider.SshAsync(address, "cat /root/file 2> /dev/null || echo gone"));
        Assert.Equal("web2", await provider.SshAsync(address, "hostname"));

        var password = (await HcloudAsync("server", "reset-password", "web2")).Split(' ')[^1];
        var hash = (await provider.SshAsync(address, "sed -n 's/^root:\\([^:]*\\):.*/\\1/p' /etc/shadow")).Split('$');
        Assert.Equal(
            string.Join('$', hash), (await Shell.RunAsync(["openssl", "passwd", "-" + hash[1], "-salt", hash[2], password])).LastLine);
    }

    private Task StatusBecomesAsync(string status) => Wait.UntilAsync(
        $"the server is {status}",
        TimeSpan.FromSeconds(60),
        async () => await HcloudAsync("server", "list", "-o", "noheader", "-o", "columns=status") == status);

    private Task SshAnswersAsync(string address) =>
        Wait.UntilAsync("SSH answers", TimeSpan.FromSeconds(60), async () => await TryBootAsync(address) is not null);

    /// <summary>When the guest's first process began.</summary>
    private Task<string> BootAsync(string address) => provider.SshAsync(address, "stat -c %Y.%Z /proc/1; systemctl show -p UserspaceTimestampMonotonic");

    private async Task<string?> TryBootAsync(string address)
    {
        try
        {
            return await BootAsync(address);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private async Task<string> HcloudAsync(params string[] arguments)
    {
        var done = await Shell.RunAsync(["timeout", "90", "hcloud", .. arguments], new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HCLOUD_ENDPOINT"] = new Uri(provider.Installation.Address, "/v1").ToString(),
            ["HCLOUD_TOKEN"] = provider.Installation.Token,
            ["HCLOUD_CONFIG"] = Path.Combine(provider.Installation.Folder, "hcloud.toml"),
        });
        return done.Output.Trim();
    }
}
