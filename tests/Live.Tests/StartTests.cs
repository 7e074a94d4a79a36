using System.Diagnostics;
using Hostelry.Live.Tests.Guests;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Testing.Installations;

namespace Hostelry.Live.Tests;

/// <summary>A guest starts, again and again: ordered, rebooted, killed, rebuilt.</summary>
public sealed class StartTests(LiveHost live, ITestOutputHelper output)
{
    private const string HostKey = "cat /etc/ssh/ssh_host_ed25519_key.pub /etc/ssh/ssh_host_ecdsa_key.pub";

    [Fact]
    public async Task Boot_answers_on_ssh_in_seconds_in_the_middle_of_five()
    {
        List<double> times = [];
        for (int run = 0; run < 5; run++)
        {
            long start = Stopwatch.GetTimestamp();
            await using LiveGuest guest = await live.StartGuestAsync(12);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        output.WriteLine($"create disk, seed, define, start, SSH banner: {string.Join(", ", times.Select(time => $"{time:F0}"))} ms");

        // What fails here is a boot gone wrong, not a busy neighbour: how quick it is, the benchmark `ssh` says.
        Assert.True(times[2] < 8000, $"median {times[2]:F0} ms");
    }

    [Fact]
    public async Task Rebuilt_guest_is_new_at_the_same_address()
    {
        await using LiveGuest guest = await live.StartGuestAsync(11);
        guest.Run("echo old > /root/old");
        string key = guest.Run(HostKey);
        Fence fence = live.NextFence();
        await live.Hypervisor.KillAsync(live.Host, guest.Key, fence, LiveGuest.Token);
        await live.Hypervisor.DeleteDiskAsync(live.Host, guest.Key, fence, LiveGuest.Token);
        await guest.CreateAsync();
        await guest.StartAsync();
        Assert.NotEqual(key, guest.Run(HostKey));
        Assert.Equal("gone", guest.Run("test -e /root/old || echo gone"));
    }

    [Fact]
    public async Task Killed_guest_starts_again_with_its_files_and_keys()
    {
        await using LiveGuest guest = await live.StartGuestAsync(11);
        string key = guest.Run("echo mine > /root/file && sync && " + HostKey);
        await live.Hypervisor.KillAsync(live.Host, guest.Key, live.NextFence(), LiveGuest.Token);
        Assert.Equal(GuestState.Off, (await guest.ObserveAsync()).State);
        await guest.StartAsync();
        Assert.Equal("mine", guest.Run("cat /root/file"));
        Assert.Equal(key, guest.Run(HostKey));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reboot_comes_back_whoever_asked_for_it(bool fromOutside)
    {
        await using LiveGuest guest = await live.StartGuestAsync(11);
        DateTimeOffset? first = (await guest.ObserveAsync()).StartedAt;
        if (fromOutside)
        {
            await live.Hypervisor.RequestAsync(live.Host, guest.Key, GuestRequest.Reboot, live.NextFence(), LiveGuest.Token);
        }
        else
        {
            _ = guest.Try("systemctl reboot");
        }

        await Wait.UntilAsync(
            "it has booted again", LiveGuest.Patience, async () => (await guest.ObserveAsync()).StartedAt is { } again && again != first);
        await guest.AnswersAsync();
        Assert.Equal("live-11", guest.Run("hostname"));
    }
}
