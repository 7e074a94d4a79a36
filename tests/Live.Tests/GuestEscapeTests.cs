using Hostelry.Live.Tests.Guests;
using Hostelry.Provisioning.Hypervisor;

namespace Hostelry.Live.Tests;

/// <summary>Root inside a guest prepares its own disk, and its own control groups, against the host's next start or delete.</summary>
public sealed class GuestEscapeTests(LiveHost live, ITestOutputHelper output)
{
    // What a guest runs as process 1 once it got round ours: it looks around and then starts the ordinary way.
    private const string Evil = """
        #!/bin/sh
        (find /sys/fs/cgroup -name '*hostelry_*'; echo looked) > /root/seen 2>&1
        exec /root/init
        """;

    // libvirt mounts our init, /proc, /sys and /dev along whatever path the guest's names lead, while the host's root is still
    // there as /.oldroot; what is mounted below that goes away with it, and the name then leads to the guest's own file.
    private static readonly string[] Tricks =
    [
        "rm -rf .hostelry-init; ln -s /.oldroot/usr/bin/true .hostelry-init; mkdir -p .oldroot/usr/bin; cp root/evil .oldroot/usr/bin/true",
        "rm -rf .hostelry-init .oldroot; ln -s /etc .oldroot; mkdir -p .hostelry-init/full/of/things",
        "rm -rf .hostelry-init .oldroot; mkfifo .hostelry-init; rm -rf sys; ln -s /.oldroot/tmp sys; mkdir -p .oldroot/tmp",
        "rm -rf proc dev; ln -s /.oldroot/proc proc; ln -s /.oldroot/dev dev; ln root/evil proof; rm -rf .hostelry-init; ln root/evil .hostelry-init",
    ];

    [Fact]
    public async Task Start_ends_in_the_hosts_init_whatever_the_guest_left_in_its_place()
    {
        await using LiveGuest guest = await live.StartGuestAsync(31);
        guest.Run($"cp /.hostelry-init /root/init; cat > /root/evil << 'END'\n{Evil}\nEND\nchmod 755 /root/evil");
        foreach (string trick in Tricks)
        {
            await live.Hypervisor.KillAsync(live.Host, guest.Key, live.NextFence(), LiveGuest.Token);
            string root = $"{guest.Directory}/root";

            // Done from the host, with the guest off, as its root could have done from inside: it is the same disk.
            HostView.Run($"cd {root} && {trick} && chown -hR --reference=root/evil .hostelry-init .oldroot 2>/dev/null; true");
            await guest.StartAsync();
            Assert.Equal("", guest.Run("cat /root/seen 2>/dev/null; true"));
            Assert.Equal("", guest.Run($"find /sys/fs/cgroup -name '*{LiveHost.Installation}*'; true"));
            Assert.Equal("real real real", guest.Run("for d in proc sys dev; do [ -d /$d ] && [ ! -L /$d ] && echo real; done | xargs"));
        }
    }

    [Fact]
    public async Task Guest_with_frozen_processes_and_endlessly_deep_groups_is_deleted_like_any_other()
    {
        await using LiveGuest guest = await live.StartGuestAsync(31);
        string made = guest.Run("""
            mkdir -p /mnt/v2; mount -t cgroup2 x /mnt/v2 2>/dev/null
            for c in memory pids cpu freezer; do mkdir -p /mnt/$c; mount -t cgroup -o $c x /mnt/$c 2>/dev/null; done
            long=$(printf '%0250d' 0)
            for top in /mnt/memory /mnt/pids /mnt/cpu /mnt/freezer /mnt/v2 /sys/fs/cgroup; do
              case $(stat -f -c %T $top) in cgroup*) ;; *) continue ;; esac
              cd $top; made=0
              while [ $made -lt 40 ] && mkdir $long 2>/dev/null; do cd -P ./$long; made=$((made+1)); done
              sleep 1000 > /dev/null 2>&1 & (echo $! > cgroup.procs) 2>/dev/null
              echo $top: $made levels
            done
            for top in /mnt/freezer /mnt/v2; do
              mkdir $top/ice 2>/dev/null || continue
              sleep 1000 > /dev/null 2>&1 &
              until [ "$(readlink /proc/$!/fd/1)" = /dev/null ]; do sleep 0.1; done # frozen before, it would hold our own output open
              echo $! > $top/ice/cgroup.procs && (echo FROZEN > $top/ice/freezer.state || echo 1 > $top/ice/cgroup.freeze) 2>/dev/null && echo frozen in $top
            done
            """);
        output.WriteLine(made);
        Assert.Matches("[1-9][0-9]* levels", made);

        await live.RemoveAsync(guest.Key);
        Assert.Equal(GuestState.Absent, (await guest.ObserveAsync()).State);
        Assert.False((await guest.ObserveAsync()).HasDisk);
        Assert.Equal("", HostView.Run($"find /sys/fs/cgroup -maxdepth 3 -name '*{guest.Key.Name}*'; true"));
    }

    [Fact]
    public async Task Request_to_shut_down_opens_nothing_that_the_guest_put_in_the_way()
    {
        await using LiveGuest guest = await live.StartGuestAsync(31);

        // libvirt would write its request as the host's root wherever these lead.
        guest.Run("touch /root/victim; for f in /run/initctl /dev/initctl /etc/.initctl; do rm -f $f; ln -s /root/victim $f; done");
        await live.Hypervisor.RequestAsync(live.Host, guest.Key, GuestRequest.Shutdown, live.NextFence(), LiveGuest.Token);
        await guest.UntilAsync(GuestState.Off);
        Assert.Equal("0", HostView.Run($"stat -c %s {guest.Directory}/root/root/victim"));
    }
}
