using System.Diagnostics;
using Hostelry.Live.Tests.Guests;
using Hostelry.Provisioning.Hypervisor;

namespace Hostelry.Live.Tests;

/// <summary>
/// Root inside a guest tries to have more than it pays for, to see others, and to be others. One guest takes all the attacks,
/// one after the other: that each leaves it alive is part of what they prove.
/// </summary>
public sealed class HostileGuestTests(LiveHost live, AttackingGuest attacking, ITestOutputHelper output) : IClassFixture<AttackingGuest>
{
    private const string Hog = "head -c 600M /dev/zero | tail -c 590M | wc -c";
    private const string Hogged = "618659840"; // 590 MiB came through

    [Fact]
    public async Task No_limit_file_that_root_inside_can_write_raises_a_limit()
    {
        LiveGuest guest = await attacking.GetAsync();
        string before = Limits(guest);

        // Every file that looks like a limit, in every tree that can be mounted, with every value that could mean "more"; the largest
        // last, for what it takes from itself here it would lack in the tests that follow. Ten thousand is much for a weight; as
        // memory it would be the guest's own end, and prove nothing.
        string attempts = guest.Run("""
            for c in memory cpu cpuset pids blkio devices freezer cpuacct; do mkdir -p /mnt/$c; mount -t cgroup -o $c x /mnt/$c 2>/dev/null; done
            mkdir -p /mnt/v2; mount -t cgroup2 x /mnt/v2 2>/dev/null
            find /sys/fs/cgroup /mnt -type f \( -name '*limit*' -o -name '*quota*' -o -name '*.max' -o -name '*.high' -o -name '*shares*' \
              -o -name '*weight*' -o -name 'cpuset.*' -o -name 'devices.allow' -o -name '*.burst*' \) 2>/dev/null > /root/files
            tried=0; taken=0
            for f in $(sort -u /root/files); do for v in a 10000 100000000 max 9223372036854771712 -1; do
              case $v$f in 10000/*memory.*) continue ;; esac
              tried=$((tried+1)); (echo $v > $f) 2>/dev/null && taken=$((taken+1)); done; done
            echo tried $tried taken $taken
            """);
        output.WriteLine($"{attempts}; {before}");
        Assert.DoesNotContain("tried 0 ", attempts, StringComparison.Ordinal);
        Assert.Equal(before, Limits(guest));

        // Moving itself out of its groups does not work either.
        guest.Run("""sleep 60 & p=$!; for f in $(find /sys/fs/cgroup /mnt -name cgroup.procs); do (echo $p > $f) 2>/dev/null; done; kill $p""");
        Assert.DoesNotContain(Hogged, guest.Try(Hog).Output, StringComparison.Ordinal);
        Assert.Equal(before, Limits(guest));
        Assert.Equal(GuestState.Running, (await guest.ObserveAsync()).State);
    }

    [Fact]
    public async Task Memory_hog_is_killed_inside_and_the_guest_stays()
    {
        LiveGuest guest = await attacking.GetAsync();
        DateTimeOffset? before = (await guest.ObserveAsync()).StartedAt;
        Assert.DoesNotContain(Hogged, guest.Try(Hog).Output, StringComparison.Ordinal);
        string peak = HostView.IsHybrid ? "memory.max_usage_in_bytes" : "memory.peak";
        long most = HostView.Number($"cat {HostView.Group(guest.Key.Name, "memory")}/{peak}");
        output.WriteLine($"asked for 600 MiB, peak {most >> 20} MiB of 256");
        Assert.InRange(most, 200L << 20, 256L << 20);
        await guest.AnswersAsync();
        Assert.Equal(before, (await guest.ObserveAsync()).StartedAt);
        guest.Run("echo alive");
    }

    [Fact]
    public async Task Fork_bomb_stops_at_the_limit()
    {
        LiveGuest guest = await attacking.GetAsync();

        // Nobody can end them while they last (that takes a process more), so they end by themselves.
        string nap = LiveGuest.Seconds(LiveGuest.Patience / 6);
        string said = guest.Try($"for i in $(seq 600); do sleep {nap} & done; wait").Output;
        string group = HostView.Group(guest.Key.Name, "pids");
        output.WriteLine(HostView.Run($"for f in max peak current events; do [ ! -e {group}/pids.$f ] || echo pids.$f $(cat {group}/pids.$f); done"));
        Assert.Contains("fork", said, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(300, HostView.Number($"cat {group}/pids.max"));
        Assert.InRange(HostView.Number($"cat {group}/pids.current"), 1, 300);
        await guest.AnswersAsync();
        guest.Run("echo alive");
    }

    [Fact]
    public async Task Two_busy_loops_get_the_one_core_that_is_paid_for()
    {
        LiveGuest guest = await attacking.GetAsync();
        string usage = HostView.IsHybrid
            ? $"echo $(($(cat {HostView.Group(guest.Key.Name, "cpuacct")}/cpuacct.usage) / 1000))"
            : $"awk '/^usage_usec/ {{print $2}}' {HostView.Group(guest.Key.Name, "cpu")}/cpu.stat";
        long before = HostView.Number(usage);
        long start = Stopwatch.GetTimestamp();
        guest.Run("timeout 4 sh -c 'while :; do :; done' & timeout 4 sh -c 'while :; do :; done' & wait");
        double cores = (HostView.Number(usage) - before) / Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        output.WriteLine(FormattableString.Invariant($"two loops took {cores:F2} cores; the plan has 1"));
        Assert.InRange(cores, 0.1, 1.1);
    }

    [Fact]
    public async Task Disk_flood_stops_at_the_plans_size_and_takes_nothing_from_the_host()
    {
        LiveGuest guest = await attacking.GetAsync();
        (int code, string said) = guest.Try("dd if=/dev/zero of=/root/flood bs=1M 2>&1; df --output=size,avail -BM / | tail -1");
        output.WriteLine(said.Trim());
        Assert.Contains("No space left on device", said, StringComparison.Ordinal);
        Assert.InRange(HostView.Number($"stat -c %s {guest.Directory}/disk.img"), 512L << 20, 512L << 20);
        guest.Run("rm /root/flood && sync && echo alive > /root/after");
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task Guest_that_rewrites_its_own_start_still_sees_no_other_guest()
    {
        LiveGuest guest = await attacking.GetAsync();
        await using LiveGuest neighbour = await live.StartGuestAsync(42);

        // It replaces what a start runs inside it (its shell, unshare, mount, its copy of our init) by scripts that do nothing useful.
        guest.Run("""
            umount /.hostelry-init 2>/dev/null; rm -f /.hostelry-init; printf '#!/bin/sh\nexec /sbin/init\n' > /.hostelry-init; chmod 755 /.hostelry-init
            printf '#!/bin/sh\nexit 0\n' > /root/nothing; chmod 755 /root/nothing
            cp /root/nothing /usr/bin/unshare; cp /root/nothing /usr/bin/umount
            """);
        await live.Hypervisor.KillAsync(live.Host, guest.Key, live.NextFence(), LiveGuest.Token);
        await guest.StartAsync();
        Assert.Equal("", guest.Run($"""
            mkdir -p /mnt/m /mnt/v; mount -t cgroup -o memory x /mnt/m 2>/dev/null; mount -t cgroup2 x /mnt/v 2>/dev/null
            find /sys/fs/cgroup /mnt /run -name '*{neighbour.Key.Name}*' 2>/dev/null
            grep -r {neighbour.Key.Name} /proc/mounts /proc/self/mountinfo /proc/self/cgroup /proc/1/cgroup /proc/partitions 2>/dev/null; true
            """));
        Assert.Equal("", guest.Run($"ls /sys/fs/cgroup/memory/machine 2>/dev/null; ls -d /sys/fs/cgroup/*/*{LiveHost.Installation}* 2>/dev/null; true"));
    }

    [Fact]
    public async Task Foreign_mac_and_foreign_address_get_no_answer()
    {
        LiveGuest guest = await attacking.GetAsync();
        const string Ping = "ping -c 4 -W 2 -i 0.3";
        guest.Run($"{Ping} 10.91.0.1");
        Assert.NotEqual(0, guest.Try($"ip addr add 10.91.0.200/24 dev eth0; {Ping} -I 10.91.0.200 10.91.0.1").Code);
        Assert.NotEqual(0, Shell.Try("sh", ["-c", $"{Ping} 10.91.0.200"]).Code);
        guest.Run("ip addr del 10.91.0.200/24 dev eth0");

        // Over SSH it would cut itself off for good, so the MAC comes back by itself; then the same ping is answered.
        string result = guest.Run($"""
            ip link set eth0 address 52:54:00:91:00:fe
            {Ping} 10.91.0.1 >/dev/null 2>/root/why && spoof=answered || spoof=silent
            ip link set eth0 address {guest.Spec.Nic.Mac}
            {Ping} 10.91.0.1 >/dev/null 2>&1 && home=answered || home=silent
            echo $spoof $home $(cat /root/why)
            """);
        Assert.Equal("silent answered", result);
    }

    [Fact]
    public async Task Guest_cannot_load_modules_mount_disks_or_see_the_hosts_processes()
    {
        LiveGuest guest = await attacking.GetAsync();
        Assert.NotEqual(0, guest.Try("mknod /root/loop b 7 0").Code);
        Assert.NotEqual(0, guest.Try("echo 1 > /proc/sys/kernel/panic").Code);
        Assert.NotEqual(0, guest.Try("echo b > /proc/sysrq-trigger").Code);
        Assert.NotEqual(0, guest.Try("dmesg -C").Code);
        Assert.Equal("0", guest.Run("grep -l libvirtd /proc/[0-9]*/comm 2>/dev/null | wc -l"));
        string own = guest.Run("cat /proc/self/uid_map");
        Assert.Contains(guest.Spec.UidBase.ToString(System.Globalization.CultureInfo.InvariantCulture), own, StringComparison.Ordinal);
    }

    // What counts are root's own limits, above whatever the guest was given.
    private static string Limits(LiveGuest guest)
    {
        string[] files = HostView.IsHybrid
            ? ["memory/memory.limit_in_bytes", "pids/pids.max", "cpu/cpu.shares", "cpu/cpu.cfs_quota_us", "cpuset/cpuset.cpus", "blkio/blkio.throttle.read_bps_device"]
            : ["memory/memory.max", "memory/memory.swap.max", "pids/pids.max", "cpu/cpu.weight", "cpu/cpu.max", "io/io.max"];
        return string.Join(' ', files.Select(file =>
            $"{Path.GetFileName(file)}={HostView.Run($"cat {HostView.Group(guest.Key.Name, file.Split('/')[0])}/{file.Split('/')[1]}")}"));
    }
}
