using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Xml.Linq;
using Hostelry.Virt;
using Hostelry.Virt.Definitions;

namespace Hostelry.Provisioning.Hypervisor;

/// <summary>What the public methods share: one place for time limits, errors, fences and looks at the host.</summary>
public sealed partial class LibvirtHypervisor
{
    private static readonly TimeSpan ClearingUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstTry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    private Task<T> CallAsync<T>(CancellationToken ct, Func<CancellationToken, Task<T>> call) =>
        CallAsync(settings.HostCall, ct, call);

    private static async Task<T> CallAsync<T>(TimeSpan patience, CancellationToken ct, Func<CancellationToken, Task<T>> call)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            return await GuardAsync(() => call(limit.Token));
        }
        catch (OperationCanceledException late) when (!ct.IsCancellationRequested)
        {
            throw new HypervisorException(HypervisorErrorKind.Unknown, "The host did not answer in time.", late);
        }
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (HostProgramException refused)
        {
            throw new HypervisorException(KindOf(refused), refused.Message, refused);
        }
        catch (LibvirtException failed)
        {
            throw new HypervisorException(KindOf(failed), failed.Message, failed);
        }
        catch (Exception gone) when (gone is ObjectDisposedException or DllNotFoundException)
        {
            // The connection broke and another call has put it away, or libvirt was taken off this machine.
            throw new HypervisorException(HypervisorErrorKind.Unknown, gone.Message, gone);
        }
    }

    private static HypervisorErrorKind KindOf(HostProgramException error) => error.Code switch
    {
        "stale_fence" => HypervisorErrorKind.StaleFence,
        "no_space" => HypervisorErrorKind.NoCapacity,
        "busy" or "running" => HypervisorErrorKind.Busy,
        "guest_files" => HypervisorErrorKind.GuestFiles,
        "refused" or "not_found" or "usage" => HypervisorErrorKind.Refused,
        _ => HypervisorErrorKind.Unknown,
    };

    // What libvirt calls an internal error is, at a start, as often a passing want of the host as a lasting fault: look again.
    private static HypervisorErrorKind KindOf(LibvirtException error) => error switch
    {
        { IsConnectionLost: true } => HypervisorErrorKind.Unknown,
        { IsTransient: true } => HypervisorErrorKind.Busy,
        { IsNotFound: true } => HypervisorErrorKind.Refused,
        { Code: LibvirtErrorCode.InternalError or LibvirtErrorCode.SystemError } => HypervisorErrorKind.Unknown,
        { Code: LibvirtErrorCode.OperationFailed or LibvirtErrorCode.HookScriptFailed } => HypervisorErrorKind.Unknown,
        _ => HypervisorErrorKind.Refused,
    };

    private Task ChangeAsync(
        GuestKey guest, Fence fence, CancellationToken ct, string verb, IEnumerable<string> options, object? request = null) =>
        CallAsync(ct, limit => ChangeNowAsync(guest, fence, limit, verb, options, request));

    private Task<GuestAnswer> ChangeNowAsync(
        GuestKey guest, Fence fence, CancellationToken ct, string verb, IEnumerable<string> options, object? request = null) =>
        program.RunAsync<GuestAnswer>([verb, guest.Name, "--fence", Text(fence), .. options], request, ct);

    private Task ShowFenceAsync(GuestKey guest, Fence fence, CancellationToken ct) => ChangeNowAsync(guest, fence, ct, "fence", []);

    private async Task<Domain> RequireAsync(HostEndpoint host, GuestKey guest, CancellationToken ct)
    {
        Connection connection = await connections.GetAsync(host, ct);
        return await connection.FindDomainAsync(guest.Name, ct)
            ?? throw new HypervisorException(HypervisorErrorKind.Refused, $"{guest.Name} is not defined.");
    }

    private async Task DefineAsync(Connection connection, GuestSpec guest, Fence fence, CancellationToken ct)
    {
        HostAnswer facts = await program.RunAsync<HostAnswer>(["facts"], ct: ct);
        string xml = GuestDomain.Build(guest, fence, facts).ToXml();
        using Domain domain = await connection.DefineDomainAsync(xml, ct: ct);
    }

    // Defined once per network and process; whether it runs is looked at every time, for libvirt may be restarted.
    private async Task EnsureNetworkAsync(HostEndpoint host, Connection connection, GuestNic nic, CancellationToken ct)
    {
        string name = $"{host.Address}/{nic.Network}";
        using Network? found = await connection.FindNetworkAsync(nic.Network, ct);
        if (found is not null && _networks.ContainsKey(name) && await found.IsActiveAsync(ct))
        {
            return;
        }

        await _network.WaitAsync(ct); // two who clear and start it would take each other's bridge
        try
        {
            using NetworkFilter filter = await connection.DefineNetworkFilterAsync(GuestDomain.Filter(nic, guestSettings).ToXml(), ct);
            using Network network = await connection.FindNetworkAsync(nic.Network, ct)
                ?? await connection.DefineNetworkAsync(GuestDomain.Network(nic).ToXml(), ct: ct);
            await network.SetAutostartAsync(true, ct);
            if (!await network.IsActiveAsync(ct))
            {
                await StartAsync(network, ct);
            }
        }
        finally
        {
            _network.Release();
        }

        _networks[name] = true;
    }

    private async Task StartAsync(Network network, CancellationToken ct)
    {
        try
        {
            // A libvirtd that lost its memory of the network finds its bridge's name taken, by its own bridge.
            _ = await program.RunAsync<ClearedNetwork>(["network-clear", network.Name], ct: ct);
            await network.StartAsync(ct);
        }
        catch (Exception met) when (met is LibvirtException or HostProgramException)
        {
            // A worker of another process may have been at it too, and be done: then all is well, and no order is refused for it.
            if (!await network.IsActiveAsync(ct))
            {
                throw;
            }
        }
    }

    private static async Task StartAsync(Domain domain, CancellationToken ct)
    {
        try
        {
            await domain.StartAsync(ct: ct);
        }
        catch (LibvirtException failed)
        {
            if (await domain.IsActiveAsync(ct))
            {
                return; // It runs already.
            }

            // A libvirtd that died in the midst of a start leaves a filter on the guest's port. The next start fails for it, and
            // takes it away in failing.
            if (failed.Code != LibvirtErrorCode.OperationFailed)
            {
                throw;
            }

            await domain.StartAsync(ct: ct);
        }
    }

    /// <summary>
    /// Waits until libvirt has cleared up after a guest that was killed. What may take longer: a start that the kill came too
    /// early for, which is killed again; and, on cgroup v1, groups that the guest nested deeper than the longest path. libvirt
    /// cannot walk those, and calls the guest running for ever after its last process; the host program can.
    /// </summary>
    private async Task GoneAsync(Domain domain, GuestKey guest, Fence fence, CancellationToken ct)
    {
        long start = Stopwatch.GetTimestamp();
        while (await domain.IsActiveAsync(ct))
        {
            if (Stopwatch.GetElapsedTime(start) > ClearingUp)
            {
                if (await TryReleaseAsync(guest, fence, ct))
                {
                    await domain.DestroyAsync(ct: ct); // of a guest that has no process left
                    return;
                }

                await ChangeNowAsync(guest, fence, ct, "kill", []);
                start = Stopwatch.GetTimestamp();
            }

            await Task.Delay(LookAgain, ct);
        }
    }

    private async Task<bool> TryReleaseAsync(GuestKey guest, Fence fence, CancellationToken ct)
    {
        try
        {
            await ChangeNowAsync(guest, fence, ct, "release", []);
            return true;
        }
        catch (HostProgramException alive) when (alive.Code == "running")
        {
            return false;
        }
    }

    // What is sent while a guest's interface does not stand yet is lost, and the kernel sends again only after a second. So the first
    // tries are short; each may take twice as long as the one before, for a host that is far away.
    private static async Task<TcpClient> ConnectAsync(string address, CancellationToken ct)
    {
        for (TimeSpan patience = FirstTry; ; patience *= 2)
        {
            TcpClient? client = new();
            using var once = CancellationTokenSource.CreateLinkedTokenSource(ct);
            once.CancelAfter(patience);
            try
            {
                await client.ConnectAsync(address, 22, once.Token);
                (TcpClient connected, client) = (client, null);
                return connected;
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // The next try has longer.
            }
            finally
            {
                client?.Dispose();
            }
        }
    }

    private static async Task<GuestObservation> ObservationAsync(
        GuestKey key, Domain? domain, GuestAnswer? answer, CancellationToken ct)
    {
        (GuestState state, long? operation) = domain is null
            ? (GuestState.Absent, null)
            : (await domain.IsActiveAsync(ct) ? GuestState.Running : GuestState.Off, await OperationAsync(domain, ct));
        bool running = state == GuestState.Running;
        return new GuestObservation(
            key,
            state,
            operation,
            answer?.Token ?? 0,
            answer is { HasDisk: true } or { HasGroups: true },
            running ? answer?.StartedAt : null,
            running ? answer?.MemoryBytes : null,
            answer?.DiskBytes);
    }

    /// <summary>Null when it stopped meanwhile, or its driver does not tell.</summary>
    private static async Task<InterfaceStatistics?> TrafficAsync(Domain domain, CancellationToken ct)
    {
        try
        {
            string? device = XDocument.Parse(await domain.GetXmlAsync(ct: ct))
                .Descendants("interface").Elements("target").Attributes("dev").FirstOrDefault()?.Value;
            InterfaceStatistics? traffic = device is null ? null : await domain.GetInterfaceStatisticsAsync(device, ct);
            return traffic is { SentBytes: >= 0, ReceivedBytes: >= 0 } ? traffic : null;
        }
        catch (LibvirtException gone) when (!gone.IsConnectionLost)
        {
            return null;
        }
    }

    private static async Task<long?> OperationAsync(Domain domain, CancellationToken ct)
    {
        string? element = await domain.GetMetadataAsync(GuestMetadata.Namespace, ct: ct);
        try
        {
            return element is null ? null : GuestMetadata.Parse(element).Operation;
        }
        catch (FormatException)
        {
            return null; // Somebody else's idea of our namespace; the name alone is not proof.
        }
    }

    private static GuestKey? ParseKey(string name, string installation) =>
        name.Split('_') is ["hostelry", var owner, var kind, var id]
        && owner == installation
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? new GuestKey(owner, kind, number)
            : null;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(Fence fence) => FormattableString.Invariant($"{fence.OperationId}:{fence.Token}");
}
