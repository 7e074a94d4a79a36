using Hostelry.Live.Tests.Guests;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Virt;

using Wait = Hostelry.Testing.Installations.Wait;

namespace Hostelry.Live.Tests;

/// <summary>Parts of the host die while guests run.</summary>
[Collection(WholeHost.Name)]
public sealed class HostFaultTests(LiveHost live)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Libvirtd_started_again_finds_the_guest_running_and_can_end_it(bool killed)
    {
        await using LiveGuest guest = await live.StartGuestAsync(1);
        DateTimeOffset? before = (await guest.ObserveAsync()).StartedAt;
        HostView.StopLibvirtd(killed ? "KILL" : "TERM");
        guest.Run("echo alive");
        HostView.StartLibvirtd();
        guest.Run("echo alive");
        GuestObservation after = await ObserveAgainAsync(guest);
        Assert.Equal(GuestState.Running, after.State);
        Assert.Equal(before, after.StartedAt);

        guest.Spec = guest.Spec with { MemoryBytes = 384L << 20 };
        await live.Hypervisor.SetLimitsAsync(live.Host, guest.Spec, live.NextFence(), LiveGuest.Token);
        Assert.Equal(384 * 1024, guest.Number("awk '/^MemTotal/ {print $2}' /proc/meminfo"));
        await live.Hypervisor.KillAsync(live.Host, guest.Key, live.NextFence(), LiveGuest.Token);
        await guest.StartAsync();
        guest.Run("echo alive");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Guest_whose_controller_died_starts_again(bool whileLibvirtdIsDown)
    {
        await using LiveGuest guest = await live.StartGuestAsync(1);
        guest.Run("echo kept > /root/file; sync");
        string kill = $"kill -9 $(cat /run/libvirt/lxc/{guest.Key.Name}.pid)";
        if (whileLibvirtdIsDown)
        {
            HostView.StopLibvirtd();
            HostView.Run(kill);
            HostView.StartLibvirtd();
            _ = await ObserveAgainAsync(guest);
        }
        else
        {
            HostView.Run(kill);
        }

        await guest.UntilAsync(GuestState.Off);
        await guest.StartAsync();
        Assert.Equal("kept", guest.Run("cat /root/file"));
    }

    [Fact]
    public async Task Start_that_was_cut_short_does_not_block_the_next_one()
    {
        await using var guest = new LiveGuest(live, 1, new LivePlan());
        Assert.SkipWhen(live.Unable is not null, live.Unable ?? "");
        await guest.CreateAsync();

        // What a libvirtd that was killed after making the port leaves: the port, and its filter.
        string port = HostTests.HostDevice(guest);
        string filter = HostView.Run($"virsh -c lxc:///system dumpxml {guest.Key.Name} | sed -n \"s/.*filterref filter='\\([^']*\\)'.*/\\1/p\"");
        string file = Path.Combine(live.NewScratch(), "binding.xml");
        await File.WriteAllTextAsync(
            file,
            $"""
            <filterbinding>
              <owner><name>{guest.Key.Name}</name><uuid>{guest.Spec.Uuid}</uuid></owner>
              <portdev name='{port}'/><mac address='{guest.Spec.Nic.Mac}'/>
              <filterref filter='{filter}'><parameter name='GUEST_IPV4' value='{guest.Address}'/></filterref>
            </filterbinding>
            """,
            LiveGuest.Token);
        Shell.Run("ip", ["link", "add", port, "type", "veth", "peer", "name", port + "p"]);
        HostView.Virsh("nwfilter-binding-create", file);

        await guest.StartAsync();
        guest.Run("echo alive");
        Assert.Contains(port, HostView.Virsh("nwfilter-binding-list"), StringComparison.Ordinal);
        await live.RemoveAsync(guest.Key);
        Assert.Equal("", HostTests.Traces(guest));
    }

    [Fact]
    public async Task Network_that_libvirtd_forgot_is_started_again_once_no_guest_is_on_its_bridge()
    {
        const string Bridge = LiveGuest.Network + "0";
        await using LiveGuest guest = await live.StartGuestAsync(1);
        await RefusesToClearAsync("libvirt runs the network");
        HostView.StopLibvirtd();
        File.Delete($"/run/libvirt/network/{LiveGuest.Network}.xml");
        HostView.StartLibvirtd();
        Assert.True(Directory.Exists("/sys/class/net/" + Bridge));
        await RefusesToClearAsync("guests are on its bridge");
        _ = await ObserveAgainAsync(guest);
        var busy = await Assert.ThrowsAsync<HypervisorException>(
            () => live.Hypervisor.DefineAsync(live.Host, guest.Spec, live.NextFence(), LiveGuest.Token));
        Assert.Equal(HypervisorErrorKind.Busy, busy.Kind);
        guest.Run("echo alive");
        await live.RemoveAsync(guest.Key);

        await using LiveGuest next = await live.StartGuestAsync(2);

        next.Run("echo alive");
    }

    [Fact]
    public async Task Workers_of_two_processes_that_find_the_network_stopped_start_it_once_and_no_order_is_refused_for_it()
    {
        await using var connections = new HostConnections();
        var other = new LibvirtHypervisor(
            live.Program, connections, new OperationSettings { HostCall = LiveGuest.Patience * 2 }, new GuestSettings());
        LiveGuest[] guests = [new LiveGuest(live, 3, new LivePlan()), new LiveGuest(live, 4, new LivePlan())];
        await Task.WhenAll(guests.Select(guest => live.Hypervisor.DefineAsync(live.Host, guest.Spec, live.NextFence(), LiveGuest.Token)));
        for (int round = 0; round < 5; round++)
        {
            HostView.Run($"virsh -c lxc:///system net-destroy {LiveGuest.Network}");
            await Task.WhenAll(DefineAsync(live.Hypervisor, guests[0]), DefineAsync(other, guests[1]));
            Assert.Contains("yes", HostView.Run($"virsh -c lxc:///system net-info {LiveGuest.Network} | grep Active"), StringComparison.Ordinal);
        }

        await Task.WhenAll(guests.Select(guest => live.RemoveAsync(guest.Key)));

        // What two may do to each other passes; what the engine would give up for is thrown.
        Task DefineAsync(LibvirtHypervisor hypervisor, LiveGuest guest) => Wait.UntilAsync("it is defined", LiveGuest.Patience, async () =>
        {
            try
            {
                await hypervisor.DefineAsync(live.Host, guest.Spec, live.NextFence(), LiveGuest.Token);
                return true;
            }
            catch (HypervisorException passing) when (passing.IsTransient)
            {
                return false;
            }
        });
    }

    private async Task RefusesToClearAsync(string because)
    {
        var refused = await Assert.ThrowsAsync<HostProgramException>(
            () => live.Program.RunAsync<ClearedNetwork>(["network-clear", LiveGuest.Network], ct: LiveGuest.Token));
        Assert.Equal("running", refused.Code);
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
    }

    // The connection that was held has broken; the first call may say so, the next ones have a new one.
    private static async Task<GuestObservation> ObserveAgainAsync(LiveGuest guest)
    {
        try
        {
            return await guest.ObserveAsync();
        }
        catch (HypervisorException broken) when (broken.Kind == HypervisorErrorKind.Unknown)
        {
            return await guest.ObserveAsync();
        }
    }
}
