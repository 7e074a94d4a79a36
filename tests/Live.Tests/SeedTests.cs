using Hostelry.Live.Tests.Guests;
using Hostelry.Provisioning.Hypervisor;

namespace Hostelry.Live.Tests;

/// <summary>What a guest is told at its first boot, and what root's password is told later.</summary>
public sealed class SeedTests(LiveHost live)
{
    [Fact]
    public async Task Root_signs_in_with_the_ordered_password_and_then_with_a_new_one()
    {
        const string First = "correct horse $(id) '\"`;";
        const string Second = "another & one";
        await using LiveGuest guest = await live.StartGuestAsync(21, password: First);
        Assert.Equal("0", SignIn(guest, First).Output.Trim());
        await live.Hypervisor.SetRootPasswordAsync(live.Host, guest.Key, Second, live.NextFence(), LiveGuest.Token);
        Assert.Equal("0", SignIn(guest, Second).Output.Trim());
        Assert.NotEqual(0, SignIn(guest, First).Code);
    }

    [Fact]
    public async Task Without_a_password_none_opens_the_door()
    {
        await using LiveGuest guest = await live.StartGuestAsync(21);
        Assert.NotEqual(0, SignIn(guest, "").Code);
        Assert.Equal("*", guest.Run("sed -n 's/^root:\\([^:]*\\):.*/\\1/p' /etc/shadow"));
    }

    [Fact]
    public async Task Largest_seed_that_an_order_may_hold_is_written()
    {
        Assert.SkipWhen(live.Unable is not null, live.Unable ?? "");
        await using var guest = new LiveGuest(live, 22, new LivePlan());

        // Characters that JSON escapes to six each.
        string key = "ssh-ed25519 " + new string('+', 16_000);
        string userData = "#cloud-config\n" + new string('<', 32_000);
        await live.Hypervisor.CreateDiskAsync(live.Host, guest.Spec, live.NextFence(), LiveGuest.Token);
        var seed = new GuestSeed("i-22", "live-22", [.. Enumerable.Repeat(key, 50)], null, userData);
        await live.Hypervisor.WriteSeedAsync(live.Host, guest.Spec, seed, live.NextFence(), LiveGuest.Token);
        Assert.Equal("50 32014", HostView.Run(
            $"cd {guest.Directory}/root; echo $(grep -c + root/.ssh/authorized_keys) $(stat -c %s var/lib/cloud/seed/nocloud/user-data)"));
    }

    [Fact]
    public async Task User_data_is_carried_out_once_and_then_erased()
    {
        const string UserData = """
            #cloud-config
            write_files:
              - path: /root/from-user-data
                content: "hello"
            runcmd:
              - [sh, -c, "echo ran >> /root/ran"]
            """;
        await using LiveGuest guest = await live.StartGuestAsync(21, userData: UserData);
        guest.Run("cloud-init status --wait >/dev/null || { cloud-init status --long; grep -E 'WARN|ERROR|Traceback' /var/log/cloud-init.log; exit 1; }");
        Assert.Equal("hello", guest.Run("cat /root/from-user-data"));
        Assert.Equal("ran", guest.Run("cat /root/ran"));
        Assert.Equal("live-21", guest.Run("hostname"));
        string key = guest.Run("cat /etc/ssh/ssh_host_ed25519_key.pub");
        guest.Run("for i in $(seq 100); do [ -e /var/lib/cloud/seed/nocloud ] || exit 0; sleep 0.1; done; exit 1");

        await live.Hypervisor.KillAsync(live.Host, guest.Key, live.NextFence(), LiveGuest.Token);
        await guest.StartAsync();
        guest.Run("cloud-init status --wait >/dev/null");
        Assert.Equal("ran", guest.Run("cat /root/ran"));
        Assert.Equal(key, guest.Run("cat /etc/ssh/ssh_host_ed25519_key.pub"));
    }

    [Fact]
    public async Task Seeding_twice_keeps_the_server_the_same()
    {
        await using LiveGuest guest = await live.StartGuestAsync(21);
        await live.Hypervisor.KillAsync(live.Host, guest.Key, live.NextFence(), LiveGuest.Token);
        string before = HostView.Run($"cat {guest.Directory}/root/etc/machine-id {guest.Directory}/root/etc/ssh/ssh_host_ed25519_key");
        await guest.CreateAsync();
        Assert.Equal(before, HostView.Run($"cat {guest.Directory}/root/etc/machine-id {guest.Directory}/root/etc/ssh/ssh_host_ed25519_key"));
    }

    [Theory]
    [InlineData("mv /etc/shadow /etc/real && ln -s {0} /etc/shadow")]
    [InlineData("mv /etc /etc2 && ln -s /host-escape /etc && mkdir -p /host-escape && ln -s {0} /host-escape/shadow")]
    [InlineData("rm /etc/shadow && mkfifo /etc/shadow")]
    public async Task Links_in_a_guest_lead_the_host_nowhere(string trap)
    {
        await using LiveGuest guest = await live.StartGuestAsync(21);
        string file = Path.Combine(live.NewScratch(), "shadow-of-the-host");
        await File.WriteAllTextAsync(file, "root:x:1:0:99999:7:::\n", LiveGuest.Token);
        guest.Run(trap.Replace("{0}", file, StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<HypervisorException>(
            () => live.Hypervisor.SetRootPasswordAsync(live.Host, guest.Key, "new password", live.NextFence(), LiveGuest.Token));
        Assert.Equal(HypervisorErrorKind.GuestFiles, refused.Kind);
        Assert.Equal("root:x:1:0:99999:7:::\n", await File.ReadAllTextAsync(file, LiveGuest.Token));
    }

    [Theory]
    [InlineData("mkdir /etc/.shadow.hostelry")]
    [InlineData("mkdir -p /etc/.shadow.hostelry/full")]
    [InlineData("rm /etc/shadow && mkdir /etc/shadow")]
    [InlineData("mv /etc /etc2 && touch /etc")]
    [InlineData("dd if=/dev/zero of=/full bs=1M 2>/dev/null; dd if=/dev/zero of=/full2 bs=1k 2>/dev/null; true")]
    public async Task What_a_guest_puts_in_the_way_of_a_new_password_is_refused_at_once_as_its_owners_to_mend(string trap)
    {
        await using LiveGuest guest = await live.StartGuestAsync(21);
        guest.Run(trap);
        var refused = await Assert.ThrowsAsync<HypervisorException>(
            () => live.Hypervisor.SetRootPasswordAsync(live.Host, guest.Key, "new password", live.NextFence(), LiveGuest.Token));
        Assert.Equal(HypervisorErrorKind.GuestFiles, refused.Kind);
    }

    private (int Code, string Output) SignIn(LiveGuest guest, string password)
    {
        string directory = live.NewScratch();
        string askpass = Path.Combine(directory, "askpass");
        File.WriteAllText(Path.Combine(directory, "password"), password);
        File.WriteAllText(askpass, $"#!/bin/sh\ncat '{directory}/password'\n");
        Shell.Run("chmod", ["700", askpass]);
        return Shell.Try("env",
        [
            $"SSH_ASKPASS={askpass}", "SSH_ASKPASS_REQUIRE=force", "timeout", "20", "ssh", "-o", "PubkeyAuthentication=no",
            "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
            "-o", "NumberOfPasswordPrompts=1", "root@" + guest.Address, "id -u",
        ]);
    }
}
