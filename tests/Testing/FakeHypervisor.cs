using Hostelry.Provisioning.Hypervisor;

namespace Hostelry.Testing;

/// <summary>
/// Hosts that behave like the real ones without being there: they keep state, refuse older fences (also after the guest
/// is gone), do every effect once however often it is asked, shut down and boot in their own time, and fail as told.
/// </summary>
public sealed class FakeHypervisor(TimeProvider clock) : IHypervisor
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(long Host, string Name), FakeGuest> _guests = [];
    private readonly Dictionary<(long Host, string Name), Fence> _fences = [];
    private readonly List<string> _calls = [];
    private FakeFault? _fault;
    private int _count;

    /// <summary>What a host says it has when it is enrolled.</summary>
    public long MemoryBytes { get; init; } = 32L << 30;

    public long DiskBytes { get; init; } = 500L << 30;

    /// <summary>From start to an answering SSH port.</summary>
    public TimeSpan BootTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>From the request to shut down to off.</summary>
    public TimeSpan ShutdownTime { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Guests do not react to a request to shut down.</summary>
    public bool IgnoresShutdown { get; set; }

    /// <summary>No guest's SSH port ever answers.</summary>
    public bool Silent { get; set; }

    /// <summary>How long guests that are started from now on run before they stop by themselves; null for ever.</summary>
    public TimeSpan? LifeTime { get; set; }

    /// <summary>No host can be reached: every call is <see cref="HypervisorErrorKind.Unknown"/> and does nothing.</summary>
    public bool Down { get; set; }

    /// <summary>Names of the calls so far, oldest first: <c>CreateDisk</c>, <c>Observe</c>, …</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Arms one fault; calls are counted from now on, the next one is number 1.</summary>
    public void Arm(FakeFault? fault)
    {
        lock (_gate)
        {
            (_fault, _count) = (fault, 0);
            _calls.Clear();
        }
    }

    /// <summary>The guest as it is, or null: for assertions, past every fault.</summary>
    public FakeGuest? Find(GuestKey key)
    {
        lock (_gate)
        {
            return _guests.Values.Select(Settle).FirstOrDefault(guest => guest.Key == key);
        }
    }

    /// <summary>Puts a guest there that nobody ordered, as an accident would.</summary>
    public void Plant(HostEndpoint host, FakeGuest guest)
    {
        lock (_gate)
        {
            _guests[(host.HostId, guest.Key.Name)] = guest;
        }
    }

    public Task<HostFacts> InspectAsync(HostEndpoint host, CancellationToken ct) =>
        LookAsync("Inspect", () => new HostFacts("fake", "9.0.0", 8, MemoryBytes, DiskBytes, []), ct);

    public Task CreateDiskAsync(HostEndpoint host, GuestSpec guest, Fence fence, CancellationToken ct) =>
        ChangeAsync("CreateDisk", host, guest.Key, fence, ct, found =>
        {
            if (!found.HasDisk)
            {
                (found.HasDisk, found.DiskBytes, found.DiskBase, found.Seed, found.MayStart) = (true, guest.DiskBytes, guest.BaseDigest, null, false);
            }
        });

    public Task GrowDiskAsync(HostEndpoint host, GuestKey guest, long diskBytes, Fence fence, CancellationToken ct) =>
        ChangeAsync("GrowDisk", host, guest, fence, ct, found =>
        {
            Require(found.HasDisk && diskBytes >= found.DiskBytes, "no disk, or it would shrink");
            found.DiskBytes = diskBytes;
        });

    public Task WriteSeedAsync(HostEndpoint host, GuestSpec guest, GuestSeed seed, Fence fence, CancellationToken ct) =>
        ChangeAsync("WriteSeed", host, guest.Key, fence, ct, found =>
        {
            Require(found.HasDisk, "no disk");
            (found.Seed, found.RootPassword) = (seed, seed.RootPassword);
        });

    public Task SetRootPasswordAsync(HostEndpoint host, GuestKey guest, string password, Fence fence, CancellationToken ct) =>
        ChangeAsync("SetRootPassword", host, guest, fence, ct, found =>
        {
            Require(found.HasDisk, "no disk");
            found.RootPassword = password;
        });

    public Task DefineAsync(HostEndpoint host, GuestSpec guest, Fence fence, CancellationToken ct) =>
        ChangeAsync("Define", host, guest.Key, fence, ct, found =>
            (found.Spec, found.OperationId) = (guest, fence.OperationId));

    public Task StartAsync(HostEndpoint host, GuestKey guest, Fence fence, CancellationToken ct) =>
        ChangeAsync("Start", host, guest, fence, ct, found =>
        {
            Require(found.Spec is not null && found.HasDisk && found.Seed is not null, "not defined, or no disk");
            found.MayStart = true;
            if (found.StartedAt is null)
            {
                (found.StartedAt, found.StopsAt, found.Starts) = (clock.GetUtcNow(), clock.GetUtcNow() + LifeTime, found.Starts + 1);
                found.SentBytes = 0;
            }
        });

    public Task RequestAsync(HostEndpoint host, GuestKey guest, GuestRequest request, Fence fence, CancellationToken ct) =>
        ChangeAsync("Request", host, guest, fence, ct, found =>
        {
            Require(found.Spec is not null, "not defined");
            if (request == GuestRequest.Shutdown && found.StartedAt is not null && !IgnoresShutdown)
            {
                found.StopsAt ??= clock.GetUtcNow() + ShutdownTime;
            }
        });

    public Task KillAsync(HostEndpoint host, GuestKey guest, Fence fence, CancellationToken ct) =>
        ChangeAsync("Kill", host, guest, fence, ct, found => (found.StartedAt, found.StopsAt, found.MayStart) = (null, null, false));

    public Task SetLimitsAsync(HostEndpoint host, GuestSpec guest, Fence fence, CancellationToken ct) =>
        ChangeAsync("SetLimits", host, guest.Key, fence, ct, found =>
            (found.Spec, found.OperationId) = (guest, fence.OperationId));

    public Task UndefineAsync(HostEndpoint host, GuestKey guest, Fence fence, CancellationToken ct) =>
        ChangeAsync("Undefine", host, guest, fence, ct, found =>
        {
            MustBeOff(found);
            (found.Spec, found.OperationId) = (null, null);
        });

    public Task DeleteDiskAsync(HostEndpoint host, GuestKey guest, Fence fence, CancellationToken ct) =>
        ChangeAsync("DeleteDisk", host, guest, fence, ct, found =>
        {
            MustBeOff(found);
            (found.HasDisk, found.DiskBytes, found.DiskBase, found.Seed, found.RootPassword) = (false, 0, null, null, null);
        });

    public Task<GuestObservation> ObserveAsync(HostEndpoint host, GuestKey guest, CancellationToken ct) =>
        LookAsync("Observe", () => Observe(host, guest), ct);

    public Task<bool> AnswersAsync(HostEndpoint host, GuestKey guest, string address, CancellationToken ct) =>
        LookAsync(
            "Answers",
            () => !Silent && _guests.TryGetValue((host.HostId, guest.Name), out var found)
                && Settle(found).StartedAt + BootTime <= clock.GetUtcNow() && found.Spec!.Nic.Ipv4 == address,
            ct);

    public Task<IReadOnlyList<GuestObservation>> ListAsync(HostEndpoint host, string installation, CancellationToken ct) =>
        LookAsync<IReadOnlyList<GuestObservation>>(
            "List",
            () => [.. _guests.Where(pair => pair.Key.Host == host.HostId && pair.Value.Key.Installation == installation)
                .Select(pair => Observe(host, pair.Value.Key))],
            ct);

    public Task<IReadOnlyList<GuestTraffic>> ReadTrafficAsync(HostEndpoint host, string installation, CancellationToken ct) =>
        LookAsync<IReadOnlyList<GuestTraffic>>(
            "ReadTraffic",
            () => [.. _guests.Where(pair => pair.Key.Host == host.HostId && pair.Value.Key.Installation == installation
                    && Settle(pair.Value).StartedAt is not null)
                .Select(pair => new GuestTraffic(pair.Value.Key, pair.Value.Starts, pair.Value.SentBytes, 0))],
            ct);

    /// <summary>The guest sends so much more.</summary>
    public void Send(GuestKey key, long bytes)
    {
        lock (_gate)
        {
            _guests.Values.Single(guest => guest.Key == key).SentBytes += bytes;
        }
    }

    public Task<BuiltImage> BuildImageAsync(
        HostEndpoint host, string recipe, IProgress<string> progress, CancellationToken ct) =>
        LookAsync("BuildImage", () => new BuiltImage("sha256:" + recipe, 300L << 20), ct);

    private GuestObservation Observe(HostEndpoint host, GuestKey key)
    {
        var token = _fences.TryGetValue((host.HostId, key.Name), out var fence) ? fence.Token : 0;
        if (!_guests.TryGetValue((host.HostId, key.Name), out var guest))
        {
            return new GuestObservation(key, GuestState.Absent, null, token, false, null, null, null);
        }

        Settle(guest);
        var state = guest.Spec is null ? GuestState.Absent : guest.StartedAt is null ? GuestState.Off : GuestState.Running;
        return new GuestObservation(
            key, state, guest.OperationId, token, guest.HasDisk, guest.StartedAt,
            state == GuestState.Running ? guest.Spec!.MemoryBytes : null, guest.HasDisk ? guest.DiskBytes : null);
    }

    private FakeGuest Settle(FakeGuest guest)
    {
        if (guest.StopsAt <= clock.GetUtcNow())
        {
            (guest.StartedAt, guest.StopsAt) = (null, null);
        }

        return guest;
    }

    private Task ChangeAsync(
        string name, HostEndpoint host, GuestKey key, Fence fence, CancellationToken ct, Action<FakeGuest> effect) =>
        LookAsync(
            name,
            () =>
            {
                var place = (host.HostId, key.Name);
                if (_fences.TryGetValue(place, out var seen) && fence.Token < seen.Token)
                {
                    throw new HypervisorException(HypervisorErrorKind.StaleFence, $"{seen} was seen, {fence} is older");
                }

                _fences[place] = fence;
                var guest = Settle(_guests.TryGetValue(place, out var found) ? found : new FakeGuest(key));
                effect(guest);
                if (guest.Spec is null && !guest.HasDisk)
                {
                    _guests.Remove(place);
                }
                else
                {
                    _guests[place] = guest;
                }

                return true;
            },
            ct);

    private async Task<T> LookAsync<T>(string name, Func<T> effect, CancellationToken ct)
    {
        FakeFault? fault;
        lock (_gate)
        {
            _calls.Add(name);
            fault = ++_count == _fault?.Call ? _fault : null;
        }

        if (Down)
        {
            throw new HypervisorException(HypervisorErrorKind.Unknown, "The host cannot be reached.");
        }

        if (fault is { Moment: FaultMoment.Before })
        {
            await fault.Act(ct);
        }

        T result;
        lock (_gate)
        {
            result = effect();
        }

        if (fault is { Moment: FaultMoment.After })
        {
            await fault.Act(ct);
        }

        return result;
    }

    private static void MustBeOff(FakeGuest guest)
    {
        if (guest.StartedAt is not null)
        {
            throw new HypervisorException(HypervisorErrorKind.Busy, "It is running.");
        }
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new HypervisorException(HypervisorErrorKind.Refused, otherwise);
        }
    }
}

public enum FaultMoment
{
    /// <summary>The effect does not happen.</summary>
    Before,

    /// <summary>The effect has happened, but the caller does not learn it.</summary>
    After,
}

/// <summary>What goes wrong at one call.</summary>
/// <param name="Call">1 is the first call after arming.</param>
/// <param name="Moment">Before or after the effect.</param>
/// <param name="Act">Throws, hangs, or does what the test wants to happen in that moment.</param>
public sealed record FakeFault(int Call, FaultMoment Moment, Func<CancellationToken, Task> Act)
{
    public static FakeFault Error(int call, FaultMoment moment, HypervisorErrorKind kind) =>
        new(call, moment, _ => throw new HypervisorException(kind, "as told"));

    /// <summary>Never returns, whatever is cancelled, as a call into a stuck library does.</summary>
    public static FakeFault Hang(int call, FaultMoment moment) => new(call, moment, _ => new TaskCompletionSource().Task);
}

/// <summary>What a fake host holds of one guest.</summary>
public sealed class FakeGuest(GuestKey key)
{
    public GuestKey Key => key;

    /// <summary>The definition; null when there is no domain.</summary>
    public GuestSpec? Spec { get; set; }

    public long? OperationId { get; set; }

    public bool HasDisk { get; set; }

    public long DiskBytes { get; set; }

    public string? DiskBase { get; set; }

    public GuestSeed? Seed { get; set; }

    public string? RootPassword { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? StopsAt { get; set; }

    /// <summary>Whether the host itself may start it, as after its reboot.</summary>
    public bool MayStart { get; set; }

    /// <summary>How often it went from off to running.</summary>
    public int Starts { get; set; }

    /// <summary>What its interface has sent since it was started.</summary>
    public long SentBytes { get; set; }
}
