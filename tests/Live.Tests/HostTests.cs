using System.Diagnostics;
using Hostelry.Live.Tests.Guests;
using Hostelry.Provisioning.Hypervisor;

namespace Hostelry.Live.Tests;

/// <summary>What stays on the host, what does not, and who may change it.</summary>
[Collection(WholeHost.Name)]
public sealed class HostTests(LiveHost live)
{
    [Fact]
    public async Task Host_is_ready_and_says_what_it_is()
    {
        Assert.SkipWhen(live.Unable is not null, live.Unable ?? "");
        HostFacts facts = await live.Hypervisor.InspectAsync(live.Host, LiveGuest.Token);
        Assert.Empty(facts.Missing);
        Assert.Contains(facts.Kind, new[] { "hybrid", "systemd" });
        Assert.True(new Version(facts.LibvirtVersion) >= new Version(9, 0, 0));
        Assert.True(facts.MemoryBytes > 1L << 30);
    }

    [Fact]
    public async Task Image_built_a_second_time_is_found_not_built()
    {
        Assert.SkipWhen(live.Unable is not null, live.Unable ?? "");
        long start = Stopwatch.GetTimestamp();
        BuiltImage again = await live.Hypervisor.BuildImageAsync(live.Host, "debian-12", new Progress<string>(), LiveGuest.Token);
        Assert.Equal(live.BaseDigest, again.Digest);
        Assert.True(again.SizeBytes > 100 << 20);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Deleted_guest_leaves_nothing_behind()
    {
        LiveGuest guest = await live.StartGuestAsync(1);
        string name = guest.Key.Name;
        Assert.NotEqual("", Traces(guest));
        await live.RemoveAsync(guest.Key);
        Assert.Equal("", Traces(guest));
        Assert.Equal(GuestState.Absent, (await guest.ObserveAsync()).State);
        Assert.False((await guest.ObserveAsync()).HasDisk);
        Assert.DoesNotContain(
            await live.Hypervisor.ListAsync(live.Host, LiveHost.Installation, LiveGuest.Token), left => left.Key.Name == name);

        // Asked again, it is still gone, and that is no error.
        await live.RemoveAsync(guest.Key);
    }

    [Fact]
    public async Task Nothing_of_a_deleted_disk_can_be_read_by_the_next_guest()
    {
        string marker = "marker-" + Convert.ToHexStringLower(Guid.CreateVersion7().ToByteArray());
        LiveGuest first = await live.StartGuestAsync(1);
        first.Run($"yes {marker} | head -c 50M > /root/secret; sync");
        string inode = HostView.Run($"filefrag -v {first.Directory}/disk.img | grep -c :");
        Assert.NotEqual("0", inode);
        await live.RemoveAsync(first.Key);
        await using LiveGuest next = await live.StartGuestAsync(1);
        next.Run("dd if=/dev/zero of=/root/fill bs=1M count=300 2>/dev/null; sync; rm /root/fill");

        // The guest cannot read the raw disk; the host can, and finds no byte of the old one in it.
        Assert.Equal("0", HostView.Run($"grep -c -a {marker} {next.Directory}/disk.img || true"));
        Assert.NotEqual(0, next.Try("mknod /dev/old b 7 0 && dd if=/dev/old of=/dev/null count=1").Code);
    }

    [Fact]
    public async Task Older_fence_is_refused_and_changes_nothing()
    {
        await using LiveGuest guest = await live.StartGuestAsync(1);
        Fence newest = live.NextFence() with { OperationId = 5 };
        await live.Hypervisor.SetLimitsAsync(live.Host, guest.Spec, newest, LiveGuest.Token);
        Fence[] stale = [newest with { Token = newest.Token - 1 }, new Fence(newest.OperationId + 1, newest.Token - 1)];
        foreach (Fence fence in stale)
        {
            foreach (Func<Task> zombie in new Func<Task>[]
            {
                () => live.Hypervisor.KillAsync(live.Host, guest.Key, fence, LiveGuest.Token),
                () => live.Hypervisor.UndefineAsync(live.Host, guest.Key, fence, LiveGuest.Token),
                () => live.Hypervisor.DeleteDiskAsync(live.Host, guest.Key, fence, LiveGuest.Token),
                () => live.Hypervisor.StartAsync(live.Host, guest.Key, fence, LiveGuest.Token),
                () => live.Hypervisor.DefineAsync(live.Host, guest.Spec, fence, LiveGuest.Token),
                () => live.Hypervisor.SetRootPasswordAsync(live.Host, guest.Key, "zombie", fence, LiveGuest.Token),
            })
            {
                Assert.Equal(HypervisorErrorKind.StaleFence, (await Assert.ThrowsAsync<HypervisorException>(zombie)).Kind);
            }
        }

        Assert.Equal("alive", guest.Run("echo alive"));
        Assert.Equal(newest.Token, (await guest.ObserveAsync()).FenceToken);
        await live.Hypervisor.SetLimitsAsync(live.Host, guest.Spec, newest with { OperationId = 4 }, LiveGuest.Token);
    }

    [Fact]
    public async Task Fence_outlives_the_guest_so_a_sleeper_cannot_make_it_again()
    {
        LiveGuest guest = await live.StartGuestAsync(1);
        Fence sleeper = live.NextFence();
        await live.RemoveAsync(guest.Key);
        var refused = await Assert.ThrowsAsync<HypervisorException>(
            () => live.Hypervisor.CreateDiskAsync(live.Host, guest.Spec, sleeper, LiveGuest.Token));
        Assert.Equal(HypervisorErrorKind.StaleFence, refused.Kind);
        Assert.Equal("", Traces(guest));
    }

    [Fact]
    public async Task Running_guest_keeps_its_disk_and_definition()
    {
        await using LiveGuest guest = await live.StartGuestAsync(1);
        var disk = await Assert.ThrowsAsync<HypervisorException>(
            () => live.Hypervisor.DeleteDiskAsync(live.Host, guest.Key, live.NextFence(), LiveGuest.Token));
        var definition = await Assert.ThrowsAsync<HypervisorException>(
            () => live.Hypervisor.UndefineAsync(live.Host, guest.Key, live.NextFence(), LiveGuest.Token));
        Assert.Equal(HypervisorErrorKind.Busy, disk.Kind);
        Assert.Equal(HypervisorErrorKind.Busy, definition.Kind);
        Assert.Equal("alive", guest.Run("echo alive"));
    }

    [Fact]
    public async Task List_names_only_the_installation_it_was_asked_for()
    {
        await using LiveGuest guest = await live.StartGuestAsync(1);
        var mine = await live.Hypervisor.ListAsync(live.Host, LiveHost.Installation, LiveGuest.Token);
        Assert.Equal(guest.Key, Assert.Single(mine).Key);
        Assert.Equal(GuestState.Running, mine[0].State);
        Assert.NotNull(mine[0].OperationId);
        Assert.DoesNotContain(
            await live.Hypervisor.ListAsync(live.Host, "livetes", LiveGuest.Token), other => other.Key == guest.Key);
    }

    [Fact]
    public async Task After_the_host_reboots_its_guests_are_there_again_without_the_portal()
    {
        Assert.SkipUnless(HostView.IsHybrid, "On a systemd host the real thing is rebooted (see tests/HostVm).");
        await using LiveGuest guest = await live.StartGuestAsync(1);
        guest.Run("echo kept > /root/file; sync");
        string key = guest.Run("cat /etc/ssh/ssh_host_ed25519_key.pub");
        Assert.SkipWhen(
            HostView.Virsh("list", "--name").Split('\n', StringSplitOptions.RemoveEmptyEntries).Any(name => name != guest.Key.Name),
            "Other guests run here; they would be stopped.");

        // Pull the plug: guests die, daemons stop, mounts, groups, neighbours and what /run remembers are gone.
        Shell.Run("sh", ["-c", "kill -9 $(cat /run/libvirt/lxc/" + guest.Key.Name + ".pid)"]);
        HostView.Run($"while find /sys/fs/cgroup/pids/machine/{guest.Key.Name}.partition -name cgroup.procs | xargs cat | grep .; do find /sys/fs/cgroup/pids/machine/{guest.Key.Name}.partition -name cgroup.procs | xargs cat | xargs kill -9; sleep 0.1; done 2>/dev/null >/dev/null; true");
        HostView.StopLibvirtd("KILL");
        HostView.Run($"umount {guest.Directory}/root {guest.Directory}/lower {guest.Directory}/disk");
        HostView.Run($"for d in /sys/fs/cgroup/*/machine/{guest.Key.Name}.partition; do find $d -depth -type d -exec rmdir {{}} \\; ; done 2>/dev/null; true");
        HostView.Run("rm -rf /run/hostelry-host/starts /run/libvirt/lxc /run/libvirt/nwfilter-binding /run/libvirt/nwfilter /run/libvirtd.pid");
        HostView.Run($"ip neigh flush to {guest.Address} nud permanent; ip link delete {LiveGuest.Network}0 2>/dev/null; true");
        HostView.Run("for p in /run/libvirt/network/*.pid; do [ -e $p ] && kill $(cat $p); done; rm -rf /run/libvirt/network; true");

        // What an init script does at boot. No portal.
        Shell.Run("/usr/sbin/hostelry-host", ["setup"]);
        await guest.AnswersAsync();
        Assert.Equal("kept", guest.Run("cat /root/file"));
        Assert.Equal(key, guest.Run("cat /etc/ssh/ssh_host_ed25519_key.pub"));
    }

    internal static string Traces(LiveGuest guest)
    {
        string name = guest.Key.Name;
        string device = HostDevice(guest);
        string host = HostView.Run(
            $"grep {name} /proc/self/mountinfo; grep -l {name} /sys/block/loop*/loop/backing_file 2>/dev/null; "
            + $"find /sys/fs/cgroup /run/hostelry-host /run/systemd/system.control -name '*{name}*' 2>/dev/null; "
            + $"ls -d {guest.Directory} 2>/dev/null; ip neigh show {guest.Address} nud permanent; "
            + $"ip -o link show | grep {device}; ebtables -t nat -L | grep {device}; true");
        string domains = HostView.Virsh("list", "--all", "--name").Split('\n').FirstOrDefault(line => line == name) ?? "";
        string filters = HostView.Virsh("nwfilter-binding-list").Contains(device, StringComparison.Ordinal) ? device : "";
        return (host + domains + filters).Trim();
    }

    internal static string HostDevice(LiveGuest guest) => FormattableString.Invariant($"hliv{guest.Key.Id}");
}
