using Hostelry.Live.Tests.Guests;
using Hostelry.Provisioning.Hypervisor;

namespace Hostelry.Live.Tests;

/// <summary>
/// Two halves of one story, told in two runs: tests/HostVm/run.sh reboots the virtual host between them, and nobody but the
/// host itself starts anything.
/// </summary>
[Trait("Category", "HostVm")]
[Collection(WholeHost.Name)]
public sealed class HostRebootTests(LiveHost live, ITestOutputHelper output)
{
    [Fact]
    public async Task Before_the_reboot_one_guest_runs_and_one_is_off()
    {
        Assert.SkipWhen(live.Kept is null, "Half of a story: see tests/HostVm/run.sh.");
        LiveGuest running = await live.StartGuestAsync(1);
        running.Run("echo kept > /root/file; sync");
        LiveGuest off = await live.StartGuestAsync(2);
        await live.Hypervisor.KillAsync(live.Host, off.Key, live.NextFence(), LiveGuest.Token);
        await File.WriteAllTextAsync(KeyOfGuest, running.Run("cat /etc/ssh/ssh_host_ed25519_key.pub"), LiveGuest.Token);
    }

    [Fact]
    public async Task After_the_reboot_the_same_runs_with_all_its_limits_and_can_be_deleted()
    {
        Assert.SkipWhen(live.Kept is null, "Half of a story: see tests/HostVm/run.sh.");
        var running = new LiveGuest(live, 1, new LivePlan());
        var off = new LiveGuest(live, 2, new LivePlan());
        await running.AnswersAsync();
        Assert.Equal("kept", running.Run("cat /root/file"));
        Assert.Equal(await File.ReadAllTextAsync(KeyOfGuest, LiveGuest.Token), running.Run("cat /etc/ssh/ssh_host_ed25519_key.pub"));
        await running.SettledAsync();
        string group = HostView.Group(running.Key.Name, "memory");
        string limits = HostView.Run($"cd {group}; for f in memory.max memory.swap.max pids.max cpu.max io.max; do echo $f $(cat $f); done");
        output.WriteLine(limits);
        Assert.StartsWith("memory.max 268435456\nmemory.swap.max 0\npids.max 300\ncpu.max 100000 100000\nio.max 7:", limits, StringComparison.Ordinal);
        Assert.Equal(GuestState.Off, (await off.ObserveAsync()).State);

        await live.RemoveAsync(running.Key);
        await live.RemoveAsync(off.Key);
        Assert.Equal("", HostTests.Traces(running));
        Assert.Equal("", HostTests.Traces(off));
    }

    private string KeyOfGuest => Path.Combine(live.Kept!, "guest-key");
}
