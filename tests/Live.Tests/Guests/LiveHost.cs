using System.Collections.Concurrent;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Virt;

[assembly: CaptureConsole]
[assembly: AssemblyFixture(typeof(Hostelry.Live.Tests.Guests.LiveHost))]

// A guest that boots waits as much as it computes. Each class has guests of its own numbers, so that classes run side by side.
[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]

namespace Hostelry.Live.Tests.Guests;

/// <summary>
/// This machine as a host: prepared by the host program's own setup, its image built once. Guests of these tests belong to an
/// installation of their own; whatever an earlier run left of it is removed first and last.
/// </summary>
public sealed class LiveHost : IAsyncLifetime
{
    public const string Installation = "livetest";

    private readonly HostConnections _connections = new();
    private readonly ConcurrentBag<string> _scratch = [];

    // Of the wall clock, not of the time since boot: a fence outlives the host's reboot.
    private long _fence = TimeProvider.System.GetUtcNow().UtcTicks;

    public LiveHost() => Hypervisor = new LibvirtHypervisor(
        Program, _connections, new OperationSettings { HostCall = LiveGuest.Patience * 2 }, new GuestSettings());

    /// <summary>
    /// A directory in which a run leaves its key for the next one, and then leaves its guests too: between the two runs the
    /// host is rebooted (tests/HostVm). Null, as usual, leaves nothing.
    /// </summary>
    public string? Kept { get; } = Environment.GetEnvironmentVariable("HOSTELRY_LIVE_KEEP");

    public HostProgram Program { get; } = new();

    public LibvirtHypervisor Hypervisor { get; }

    public HostEndpoint Host { get; } = new(1, "local");

    public string BaseDigest { get; private set; } = "";

    /// <summary>Why no test can run here; null when all can.</summary>
    public string? Unable { get; private set; }

    /// <summary>The private key that guests are seeded with.</summary>
    public string KeyFile { get; private set; } = "";

    public string PublicKey { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Unable = WhyUnable();
        if (Unable is not null)
        {
            return;
        }

        HostAnswer ready = await Program.RunAsync<HostAnswer>(["setup"], ct: LiveGuest.Token);
        Assert.Empty(ready.Missing);
        BuiltImage image = await Hypervisor.BuildImageAsync(Host, "debian-12", new Progress<string>(), LiveGuest.Token);
        BaseDigest = image.Digest;
        KeyFile = Path.Combine(Kept ?? NewScratch(), "key");
        if (!File.Exists(KeyFile))
        {
            Shell.Run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "live", "-f", KeyFile]);
        }

        PublicKey = (await File.ReadAllTextAsync(KeyFile + ".pub", LiveGuest.Token)).Trim();
        await CleanAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Unable is null)
        {
            await CleanAsync();
        }

        if (Unable is null && Kept is null)
        {
            Shell.Try("virsh", ["-c", "lxc:///system", "net-destroy", LiveGuest.Network]);
            Shell.Try("virsh", ["-c", "lxc:///system", "net-undefine", LiveGuest.Network]);
            Shell.Try("virsh", ["-c", "lxc:///system", "nwfilter-undefine", "hostelry-guest-" + LiveGuest.Network]);
        }

        await _connections.DisposeAsync();
        foreach (string directory in _scratch)
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    public Fence NextFence() => new(1, Interlocked.Increment(ref _fence));

    public string NewScratch()
    {
        string directory = Directory.CreateTempSubdirectory("hostelry-live-").FullName;
        _scratch.Add(directory);
        return directory;
    }

    /// <summary>Creates and starts a guest and waits for its SSH.</summary>
    public async Task<LiveGuest> StartGuestAsync(long id, LivePlan? plan = null, string? password = null, string? userData = null)
    {
        Assert.SkipWhen(Unable is not null, Unable ?? "");
        var guest = new LiveGuest(this, id, plan ?? new LivePlan());
        await guest.CreateAsync(password, userData);
        await guest.StartAsync();
        return guest;
    }

    /// <summary>A guest's life ended in the order of the delete flow.</summary>
    public async Task RemoveAsync(GuestKey guest)
    {
        Fence fence = NextFence();
        await Hypervisor.KillAsync(Host, guest, fence, CancellationToken.None);
        await Hypervisor.UndefineAsync(Host, guest, fence, CancellationToken.None);
        await Hypervisor.DeleteDiskAsync(Host, guest, fence, CancellationToken.None);
    }

    private async Task CleanAsync()
    {
        if (Kept is not null)
        {
            return;
        }

        foreach (GuestObservation left in await Hypervisor.ListAsync(Host, Installation, CancellationToken.None))
        {
            await RemoveAsync(left.Key);
        }
    }

    private static string? WhyUnable()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return "Real guests need root.";
        }

        return File.Exists(HostProgram.InstalledPath) ? null : $"{HostProgram.InstalledPath} is not installed: publish src/Virt/Host and run its setup.";
    }
}

/// <summary>For what stops libvirtd, or looks at all guests of the host: nothing else runs beside it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeHost
{
    public const string Name = "the whole host";
}
