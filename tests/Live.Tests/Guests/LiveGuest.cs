using System.Globalization;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Testing.Installations;

namespace Hostelry.Live.Tests.Guests;

public sealed record LivePlan(int Cores = 1, int MemoryMebibytes = 256, int DiskMebibytes = 512, int Processes = 300);

/// <summary>One real guest, driven as the flows drive it, looked at as its customer and as its host.</summary>
public sealed class LiveGuest(LiveHost live, long id, LivePlan plan) : IAsyncDisposable
{
    public const string Network = "hostelrytest";

    /// <summary>How long a boot may take: more on a host that is itself emulated.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("HOSTELRY_LIVE_PATIENCE") ?? "30", CultureInfo.InvariantCulture));

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public GuestKey Key { get; } = new(LiveHost.Installation, "server", id);

    public string Address { get; } = FormattableString.Invariant($"10.91.0.{10 + id}");

    public string Directory => $"/var/lib/hostelry-host/guests/{Key.Name}";

    public GuestSpec Spec { get; set; } = new(
        new GuestKey(LiveHost.Installation, "server", id),
        new Guid((int)id, 1, 2, [1, 2, 3, 4, 5, 6, 7, 8]),
        live.BaseDigest,
        plan.Cores,
        (long)plan.MemoryMebibytes << 20,
        (long)plan.DiskMebibytes << 20,
        plan.Processes,
        2_000_000_000 + ((int)id * 65_536),
        new GuestNic(
            Network, FormattableString.Invariant($"52:54:00:91:00:{id:x2}"), FormattableString.Invariant($"10.91.0.{10 + id}"), 24, "10.91.0.1", ["10.91.0.1"]));

    public async Task CreateAsync(string? password = null, string? userData = null)
    {
        Fence fence = live.NextFence();
        await live.Hypervisor.CreateDiskAsync(live.Host, Spec, fence, Token);
        var seed = new GuestSeed(
            FormattableString.Invariant($"i-{id}-{fence.Token}"), FormattableString.Invariant($"live-{id}"), [live.PublicKey], password, userData);
        await live.Hypervisor.WriteSeedAsync(live.Host, Spec, seed, fence, Token);
        await live.Hypervisor.DefineAsync(live.Host, Spec, fence, Token);
    }

    public async Task StartAsync()
    {
        await live.Hypervisor.StartAsync(live.Host, Key, live.NextFence(), Token);
        await AnswersAsync();
    }

    public Task AnswersAsync() => Wait.UntilAsync(
        $"{Key.Name} answers", Patience, () => live.Hypervisor.AnswersAsync(live.Host, Key, Address, Token));

    /// <summary>Runs a script as the guest's root over SSH.</summary>
    public string Run(string script)
    {
        (int code, string output) = Try(script);
        Assert.True(code == 0, $"'{script}' ended with {code}: {output}");
        return output.Trim();
    }

    public (int Code, string Output) Try(string script) => Shell.Try("timeout",
    [
        Seconds(2 * Patience), "ssh", "-i", live.KeyFile, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
        "-o", "LogLevel=ERROR", "-o", "BatchMode=yes", "-o", "ConnectTimeout=" + Seconds(Patience / 6),
        "-o", "KexAlgorithms=curve25519-sha256", "root@" + Address, "sh -s",
    ], script);

    public long Number(string script) => long.Parse(Run(script), CultureInfo.InvariantCulture);

    /// <summary>The file of root's own limits that holds the guest's share of the CPU, and what stands in it.</summary>
    public string CpuQuota() => HostView.Run(
        $"cat {HostView.Group(Key.Name, "cpu")}/{(HostView.IsHybrid ? "cpu.cfs_quota_us" : "cpu.max")}");

    /// <summary>Waits until the CPU limit holds, which a boot is spared.</summary>
    public Task SettledAsync() => Wait.UntilAsync("the CPU limit is set", Patience, () => char.IsAsciiDigit(CpuQuota()[0]));

    public Task<GuestObservation> ObserveAsync() => live.Hypervisor.ObserveAsync(live.Host, Key, Token);

    public Task UntilAsync(GuestState state) =>
        Wait.UntilAsync($"{Key.Name} is {state}", Patience, async () => (await ObserveAsync()).State == state);

    public static string Seconds(TimeSpan time) => ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync() => await live.RemoveAsync(Key);
}
