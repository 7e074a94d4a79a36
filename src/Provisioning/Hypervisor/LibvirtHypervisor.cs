using System.Collections.Concurrent;
using System.Net.Sockets;
using Hostelry.Provisioning.Operations;
using Hostelry.Virt;

namespace Hostelry.Provisioning.Hypervisor;

/// <summary>
/// The real hosts: domains by libvirt, everything around them by the host program. It compares the fence at the instant of
/// its own effects, of an end and of the permission to start; before what libvirt changes it is shown the fence
/// (docs/operations.md says what a worker that freezes between the two can still do).
/// </summary>
public sealed partial class LibvirtHypervisor(
    HostProgram program, HostConnections connections, OperationSettings settings, GuestSettings guestSettings) : IHypervisor
{
    private static readonly TimeSpan BuildTimeout = TimeSpan.FromMinutes(30);

    // systemd's, as process 1: SIGRTMIN+4 and SIGRTMIN+5.
    private const int PowerOffSignal = 38;
    private const int RebootSignal = 39;

    private readonly SemaphoreSlim _network = new(1);
    private readonly ConcurrentDictionary<string, bool> _networks = new(StringComparer.Ordinal);

    public Task<HostFacts> InspectAsync(HostEndpoint host, CancellationToken ct) => CallAsync(ct, async limit =>
    {
        HostAnswer answer = await program.RunAsync<HostAnswer>(["facts"], ct: limit);
        List<string> missing = [.. answer.Missing];
        string version = "";
        try
        {
            Connection connection = await connections.GetAsync(host, limit);
            version = (await connection.GetLibvirtVersionAsync(limit)).ToString(3);
        }
        catch (LibvirtException unreachable) when (missing.Count == 0)
        {
            missing.Add($"libvirt does not answer ({unreachable.Message}): run 'hostelry-host setup' as root.");
        }
        catch (LibvirtException)
        {
            // What is missing already says why.
        }

        return new HostFacts(answer.Kind, version, answer.Cores, answer.MemoryBytes, answer.FreeDiskBytes, missing);
    });

    public Task CreateDiskAsync(HostEndpoint host, GuestSpec guest, Fence fence, CancellationToken ct) => ChangeAsync(
        guest.Key, fence, ct, "disk-create",
        ["--base", guest.BaseDigest, "--uid-base", Text(guest.UidBase), "--bytes", Text(guest.DiskBytes)]);

    public Task GrowDiskAsync(HostEndpoint host, GuestKey guest, long diskBytes, Fence fence, CancellationToken ct) =>
        ChangeAsync(guest, fence, ct, "disk-grow", ["--bytes", Text(diskBytes)]);

    public Task WriteSeedAsync(HostEndpoint host, GuestSpec guest, GuestSeed seed, Fence fence, CancellationToken ct) =>
        ChangeAsync(guest.Key, fence, ct, "seed", [], new
        {
            seed.InstanceId,
            seed.Hostname,
            seed.AuthorizedKeys,
            seed.RootPassword,
            seed.UserData,
            Address = guest.Nic.Ipv4,
            guest.Nic.PrefixLength,
            guest.Nic.Gateway,
            guest.Nic.Nameservers,
        });

    public Task SetRootPasswordAsync(HostEndpoint host, GuestKey guest, string password, Fence fence, CancellationToken ct) =>
        ChangeAsync(guest, fence, ct, "password", [], new { Password = password });

    public Task DefineAsync(HostEndpoint host, GuestSpec guest, Fence fence, CancellationToken ct) => CallAsync(ct, async limit =>
    {
        await ShowFenceAsync(guest.Key, fence, limit);
        Connection connection = await connections.GetAsync(host, limit);
        await EnsureNetworkAsync(host, connection, guest.Nic, limit);
        await DefineAsync(connection, guest, fence, limit);
        return true;
    });

    public Task StartAsync(HostEndpoint host, GuestKey guest, Fence fence, CancellationToken ct) => CallAsync(ct, async limit =>
    {
        // The start hook refuses what is not allowed: so a late start never meets an end that was ordered after it.
        await ChangeNowAsync(guest, fence, limit, "allow-start", []);
        using Domain domain = await RequireAsync(host, guest, limit);

        // libvirt starts it again after the host's reboot, without us; the hook refuses it while it is to stay off.
        await domain.SetAutostartAsync(true, limit);
        await StartAsync(domain, limit);
        return true;
    });

    public Task RequestAsync(HostEndpoint host, GuestKey guest, GuestRequest request, Fence fence, CancellationToken ct) =>
        CallAsync(ct, async limit =>
        {
            await ShowFenceAsync(guest, fence, limit);
            using Domain domain = await RequireAsync(host, guest, limit);

            // By signal: libvirt's own way opens /run/initctl as the host's root and follows a link that the guest put there, to
            // /proc/sysrq-trigger for one, where the request's first byte kills every process of the host.
            if (await domain.IsActiveAsync(limit))
            {
                await domain.SendSignalAsync(1, request == GuestRequest.Shutdown ? PowerOffSignal : RebootSignal, limit);
            }

            return true;
        });

    public Task KillAsync(HostEndpoint host, GuestKey guest, Fence fence, CancellationToken ct) => CallAsync(ct, async limit =>
    {
        await ChangeNowAsync(guest, fence, limit, "kill", []);
        Connection connection = await connections.GetAsync(host, limit);
        using Domain? domain = await connection.FindDomainAsync(guest.Name, limit);
        if (domain is not null)
        {
            await GoneAsync(domain, guest, fence, limit);
        }

        return true;
    });

    public Task SetLimitsAsync(HostEndpoint host, GuestSpec guest, Fence fence, CancellationToken ct) => CallAsync(ct, async limit =>
    {
        await ChangeNowAsync(guest.Key, fence, limit, "limits",
        [
            "--memory", Text(guest.MemoryBytes), "--cores", Text(guest.Cores), "--processes", Text(guest.Processes),
        ]);
        await DefineAsync(await connections.GetAsync(host, limit), guest, fence, limit);
        return true;
    });

    public Task UndefineAsync(HostEndpoint host, GuestKey guest, Fence fence, CancellationToken ct) => CallAsync(ct, async limit =>
    {
        await ShowFenceAsync(guest, fence, limit);
        Connection connection = await connections.GetAsync(host, limit);
        using (Domain? domain = await connection.FindDomainAsync(guest.Name, limit))
        {
            if (domain is not null)
            {
                if (await domain.IsActiveAsync(limit))
                {
                    throw new HypervisorException(HypervisorErrorKind.Busy, $"{guest.Name} is running.");
                }

                await domain.UndefineAsync(ct: limit);
            }
        }

        await ChangeNowAsync(guest, fence, limit, "release", []);
        return true;
    });

    public Task DeleteDiskAsync(HostEndpoint host, GuestKey guest, Fence fence, CancellationToken ct) =>
        ChangeAsync(guest, fence, ct, "disk-delete", []);

    public Task<GuestObservation> ObserveAsync(HostEndpoint host, GuestKey guest, CancellationToken ct) => CallAsync(ct, async limit =>
    {
        Connection connection = await connections.GetAsync(host, limit);
        GuestAnswer answer = await program.RunAsync<GuestAnswer>(["observe", guest.Name], ct: limit);
        using Domain? domain = await connection.FindDomainAsync(guest.Name, limit);
        return await ObservationAsync(guest, domain, answer, limit);
    });

    public async Task<bool> AnswersAsync(HostEndpoint host, GuestKey guest, string address, CancellationToken ct)
    {
        // A guest that boots answers nothing at all, so waiting long for one try only delays the next. A slow host gets longer.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(Math.Max(2, settings.HostCall.TotalSeconds / 30)));
        try
        {
            using TcpClient client = await ConnectAsync(address, limit.Token);
            byte[] banner = new byte[4];
            await client.GetStream().ReadExactlyAsync(banner, limit.Token);
            return banner.AsSpan().SequenceEqual("SSH-"u8);
        }
        catch (Exception silent) when (silent is SocketException or IOException or OperationCanceledException)
        {
            ct.ThrowIfCancellationRequested();
            return false;
        }
    }

    public Task<IReadOnlyList<GuestObservation>> ListAsync(HostEndpoint host, string installation, CancellationToken ct) =>
        CallAsync<IReadOnlyList<GuestObservation>>(ct, async limit =>
        {
            Connection connection = await connections.GetAsync(host, limit);
            IReadOnlyList<Domain> domains = await connection.ListDomainsAsync(ct: limit);
            try
            {
                var answers = (await program.RunAsync<List<GuestAnswer>>(["list", installation], ct: limit))
                    .ToDictionary(answer => answer.Name, StringComparer.Ordinal);
                var known = domains.ToDictionary(domain => domain.Name, StringComparer.Ordinal);
                List<GuestObservation> guests = [];
                foreach (string name in known.Keys.Union(answers.Keys, StringComparer.Ordinal))
                {
                    if (ParseKey(name, installation) is { } key)
                    {
                        guests.Add(await ObservationAsync(key, known.GetValueOrDefault(name), answers.GetValueOrDefault(name), limit));
                    }
                }

                return guests;
            }
            finally
            {
                foreach (Domain domain in domains)
                {
                    domain.Dispose();
                }
            }
        });

    public Task<IReadOnlyList<GuestTraffic>> ReadTrafficAsync(HostEndpoint host, string installation, CancellationToken ct) =>
        CallAsync<IReadOnlyList<GuestTraffic>>(ct, async limit =>
        {
            Connection connection = await connections.GetAsync(host, limit);
            IReadOnlyList<Domain> domains = await connection.ListDomainsAsync(ct: limit);
            try
            {
                List<GuestTraffic> read = [];
                foreach (Domain domain in domains)
                {
                    if (domain.RunId is { } run && ParseKey(domain.Name, installation) is { } key
                        && await TrafficAsync(domain, limit) is { } traffic)
                    {
                        read.Add(new GuestTraffic(key, run, traffic.SentBytes, traffic.ReceivedBytes));
                    }
                }

                return read;
            }
            finally
            {
                foreach (Domain domain in domains)
                {
                    domain.Dispose();
                }
            }
        });

    public Task<BuiltImage> BuildImageAsync(HostEndpoint host, string recipe, IProgress<string> progress, CancellationToken ct) =>
        CallAsync(BuildTimeout, ct, async limit =>
        {
            BaseAnswer built = await program.RunAsync<BaseAnswer>(["image-build", recipe], null, progress, limit);
            return new BuiltImage(built.Digest, built.SizeBytes);
        });
}
