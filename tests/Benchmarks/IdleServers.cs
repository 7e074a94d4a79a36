using System.Globalization;

using Hostelry.Testing.Installations;

namespace Hostelry.Benchmarks;

/// <summary>
/// How much of the host's memory an idle server takes, on the base that all share and on a full copy of it: what a host has free
/// again when the servers are gone, all caches dropped before and after, over their number.
/// </summary>
internal static class IdleServers
{
    private const int AtATime = 2;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Freeing = TimeSpan.FromSeconds(5);
    private static readonly Plan Small = new(1, 512L << 20, 5L << 30, 1024);

    // Everything that the guest sees becomes its own disk's, and nothing else is different. The start mounts the root again.
    private const string Copy = """
        set -eu
        cd "$1"
        cp -a root disk/full
        umount root
        rm -rf disk/upper
        mv disk/full disk/upper
        """;

    private const string Inside = """
        if grep -q ' /run/hostelry-host/mnt ' /proc/self/mountinfo; then exec nsenter --mount=/run/hostelry-host/mnt -- "$@"; else exec "$@"; fi
        """;

    private const string ProportionalShares = """
        for process in /proc/[0-9]*; do
          if grep -qs "$1" "$process/cgroup" || tr '\0' ' ' 2> /dev/null < "$process/cmdline" | grep -q "libvirt_lxc.*$1"; then
            cat "$process/smaps_rollup" 2> /dev/null || true
          fi
        done | awk '/^Pss:/ { sum += $2 } END { print sum + 0 }'
        """;

    public static async IAsyncEnumerable<Figure> TakeAsync()
    {
        await using var bare = await BareHost.TakeAsync(Small);
        foreach (var count in new[] { 12, 40 })
        {
            var shared = await EachAsync(bare, count, copied: false);
            yield return Figure.Told($"memory of an idle server, {count} on the shared base", shared.Host, "{0:0.0} MB");
            yield return Figure.Told("  of that proportional share of its processes", shared.Processes, "{0:0.0} MB");
            var copied = await EachAsync(bare, count, copied: true);
            yield return Figure.Told($"memory of an idle server, {count} on full copies", copied.Host, "{0:0.0} MB");
            yield return Figure.Told("  of that proportional share of its processes", copied.Processes, "{0:0.0} MB");
            yield return Figure.Told("  full copies to shared base", copied.Host / shared.Host, "{0:0.00}");
            yield return Figure.Told("  full copies to shared base, by processes", copied.Processes / shared.Processes, "{0:0.00}");
        }
    }

    /// <summary>In MB, for each server: what the host gets back, and what its processes hold.</summary>
    private static async Task<(double Host, double Processes)> EachAsync(BareHost bare, int count, bool copied)
    {
        var all = new ParallelOptions { MaxDegreeOfParallelism = AtATime };
        var ids = Enumerable.Range(1, count).ToList();
        await Parallel.ForEachAsync(ids, all, async (id, _) => await StartAsync(bare, id, copied));
        await Task.Delay(Settling);
        var taken = await FreeAsync();
        var shares = await Shell.RunAsync(["bash", "-c", ProportionalShares, "shares", $"hostelry_{bare.Name}_"]);
        await Parallel.ForEachAsync(ids, all, async (id, _) => await bare.RemoveAsync(id));
        await Task.Delay(Freeing);
        var given = await FreeAsync();
        return ((given - taken) / count, double.Parse(shares.LastLine, CultureInfo.InvariantCulture) / 1000 / count);
    }

    private static async Task StartAsync(BareHost bare, int id, bool copied)
    {
        await bare.MakeAsync(id, new Stages());
        if (copied)
        {
            await Shell.RunAsync(["bash", "-c", Inside, "inside", "bash", "-c", Copy, "copy", bare.FolderOf(id)]);
        }

        await bare.StartAsync(id, new Stages());
        await SshBanner.ArrivesAsync(bare.AddressOf(id));
    }

    /// <summary>MB (1000 KiB) that nobody holds, not even a cache: the middle of some looks, for others work here too.</summary>
    private static async Task<double> FreeAsync()
    {
        List<double> looks = [];
        for (var look = 0; look < 5; look++)
        {
            await Shell.RunAsync(["bash", "-c", "sync; echo 3 > /proc/sys/vm/drop_caches"]);
            var line = File.ReadLines("/proc/meminfo").Single(line => line.StartsWith("MemFree:", StringComparison.Ordinal));
            looks.Add(long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1000.0);
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }

        return Samples.Median(looks);
    }
}
