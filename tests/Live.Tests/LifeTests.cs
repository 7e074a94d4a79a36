using System.Diagnostics;
using Hostelry.Live.Tests.Guests;
using Hostelry.Provisioning.Hypervisor;

namespace Hostelry.Live.Tests;

/// <summary>A guest's life, as its customer lives it.</summary>
public sealed class LifeTests(LiveHost live, ITestOutputHelper output)
{
    private const string HostKey = "cat /etc/ssh/ssh_host_ed25519_key.pub /etc/ssh/ssh_host_ecdsa_key.pub";

    [Fact]
    public async Task Ordered_guest_gives_a_root_shell_over_ssh()
    {
        long start = Stopwatch.GetTimestamp();
        await using LiveGuest guest = await live.StartGuestAsync(1);
        output.WriteLine($"first call to SSH banner: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");
        Assert.Equal("0", guest.Run("id -u"));
        Assert.Equal("live-1", guest.Run("hostname"));
        Assert.Equal("running", guest.Run("systemctl is-system-running --wait"));
        Assert.Equal("", guest.Run("systemctl --failed --no-legend"));
    }

    [Fact]
    public async Task Two_guests_share_neither_host_keys_nor_machine_id()
    {
        await using LiveGuest first = await live.StartGuestAsync(1);
        await using LiveGuest second = await live.StartGuestAsync(2);
        Assert.NotEqual(first.Run(HostKey), second.Run(HostKey));
        Assert.Equal(33, first.Run("cat /etc/machine-id").Length + 1);
        Assert.NotEqual(first.Run("cat /etc/machine-id"), second.Run("cat /etc/machine-id"));
    }

    [Fact]
    public async Task Guest_sees_its_plan_and_no_more()
    {
        await using LiveGuest guest = await live.StartGuestAsync(1);
        Assert.Equal(256 * 1024, guest.Number("awk '/^MemTotal/ {print $2}' /proc/meminfo"));
        Assert.InRange(guest.Number("df --output=size -B1M / | tail -1"), 400, 512);
    }

    [Fact]
    public async Task Full_disk_says_no_space_and_the_guest_lives_on()
    {
        await using LiveGuest guest = await live.StartGuestAsync(1);
        (int code, string said) = guest.Try("dd if=/dev/zero of=/root/flood bs=1M 2>&1");
        Assert.NotEqual(0, code);
        Assert.Contains("No space left on device", said, StringComparison.Ordinal);
        Assert.InRange(guest.Number("stat -c %s /root/flood"), 300L << 20, 512L << 20);
        guest.Run("rm /root/flood && echo alive > /root/after && sync");
    }

    [Fact]
    public async Task Memory_and_cpu_change_while_the_guest_runs()
    {
        await using LiveGuest guest = await live.StartGuestAsync(1);
        string before = guest.Run("stat -c %Y /proc/1");
        guest.Spec = guest.Spec with { MemoryBytes = 512L << 20, Cores = 2 };
        await live.Hypervisor.SetLimitsAsync(live.Host, guest.Spec, live.NextFence(), LiveGuest.Token);
        Assert.Equal(512 * 1024, guest.Number("awk '/^MemTotal/ {print $2}' /proc/meminfo"));
        Assert.Equal("200000", guest.CpuQuota().Split(' ')[0]);
        Assert.Equal(512L << 20, (await guest.ObserveAsync()).MemoryBytes);
        Assert.Equal(before, guest.Run("stat -c %Y /proc/1"));

        // The definition has it too: the next start keeps it.
        await live.Hypervisor.KillAsync(live.Host, guest.Key, live.NextFence(), LiveGuest.Token);
        await guest.StartAsync();
        Assert.Equal(512 * 1024, guest.Number("awk '/^MemTotal/ {print $2}' /proc/meminfo"));
    }

    [Fact]
    public async Task One_core_is_one_core_once_the_boot_has_settled()
    {
        await using LiveGuest guest = await live.StartGuestAsync(1);
        await guest.SettledAsync();
        Assert.Equal("100000", guest.CpuQuota().Split(' ')[0]);
    }

    [Fact]
    public async Task Disk_grows_while_the_guest_runs_and_never_shrinks()
    {
        await using LiveGuest guest = await live.StartGuestAsync(1);
        guest.Run("echo kept > /root/file; sync");
        await live.Hypervisor.GrowDiskAsync(live.Host, guest.Key, 1L << 30, live.NextFence(), LiveGuest.Token);
        if (!HostView.MayResizeMounted)
        {
            // This machine's root may not grow a mounted ext4: the growth waits for the next start.
            await live.Hypervisor.KillAsync(live.Host, guest.Key, live.NextFence(), LiveGuest.Token);
            await guest.StartAsync();
        }

        Assert.InRange(guest.Number("df --output=size -B1M / | tail -1"), 900, 1024);
        Assert.Equal("kept", guest.Run("cat /root/file"));
        var refused = await Assert.ThrowsAsync<HypervisorException>(
            () => live.Hypervisor.GrowDiskAsync(live.Host, guest.Key, 512L << 20, live.NextFence(), LiveGuest.Token));
        Assert.Equal(HypervisorErrorKind.Refused, refused.Kind);
    }

    [Fact]
    public async Task Guest_that_is_to_be_off_is_started_by_nobody_late_before_a_newer_operation_does()
    {
        await using LiveGuest guest = await live.StartGuestAsync(1);
        await live.Hypervisor.RequestAsync(live.Host, guest.Key, GuestRequest.Shutdown, live.NextFence(), LiveGuest.Token);
        await guest.UntilAsync(GuestState.Off);
        await live.Hypervisor.KillAsync(live.Host, guest.Key, live.NextFence(), LiveGuest.Token);

        // What libvirt does after the host's reboot, and what a worker does that froze between fence and start.
        Assert.Contains("Autostart:      enable", HostView.Virsh("dominfo", guest.Key.Name), StringComparison.Ordinal);
        await RefusesToStartAsync(guest);

        await guest.StartAsync();
        Assert.Equal("alive", guest.Run("echo alive"));
    }

    [Fact]
    public async Task Server_with_a_new_disk_is_started_by_nobody_before_its_rebuild_does()
    {
        await using LiveGuest guest = await live.StartGuestAsync(1);
        await live.Hypervisor.KillAsync(live.Host, guest.Key, live.NextFence(), LiveGuest.Token);
        await live.Hypervisor.DeleteDiskAsync(live.Host, guest.Key, live.NextFence(), LiveGuest.Token);
        await guest.CreateAsync(); // as rebuild does; its domain was there all the time

        await RefusesToStartAsync(guest);

        await guest.StartAsync();
        Assert.Equal("alive", guest.Run("echo alive"));
    }

    private static async Task RefusesToStartAsync(LiveGuest guest)
    {
        (int code, string said) = Guests.Shell.Try("timeout", ["20", "virsh", "-q", "-c", "lxc:///system", "start", guest.Key.Name]);
        Assert.NotEqual(0, code);
        Assert.Contains("is to stay off", said, StringComparison.Ordinal);
        Assert.Equal(GuestState.Off, (await guest.ObserveAsync()).State);
    }

    [Fact]
    public async Task Guest_that_is_being_changed_answers_busy_and_keeps_nobody_waiting()
    {
        await using LiveGuest guest = await live.StartGuestAsync(1);
        using var held = Process.Start("flock", [$"/var/lib/hostelry-host/fences/{guest.Key.Name}", "sleep", "60"]);
        try
        {
            long start = Stopwatch.GetTimestamp();
            var busy = await Assert.ThrowsAsync<HypervisorException>(
                () => live.Hypervisor.KillAsync(live.Host, guest.Key, live.NextFence(), LiveGuest.Token));
            Assert.Equal(HypervisorErrorKind.Busy, busy.Kind);
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(40));
            Assert.Equal("alive", guest.Run("echo alive"));
        }
        finally
        {
            held.Kill(entireProcessTree: true);
            await held.WaitForExitAsync(CancellationToken.None);
        }
    }
}
