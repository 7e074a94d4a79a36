using System.Diagnostics;

using Hostelry.Provisioning.Operations;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

namespace Hostelry.Simulation.Tests;

/// <summary>
/// One installation whose portal is killed again and again: the process that was started after one kill meets the next.
/// Leases are short, and the guests are tiny, so that a kill costs seconds.
/// </summary>
public abstract class KillChain(DatabaseKind database) : IAsyncLifetime
{
    /// <summary>After a restart everything must be well within this time.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);

    private Installation? _installation;
    private PortalProcess? _portal;
    private Customer? _customer;
    private long _restarted = Stopwatch.GetTimestamp();

    internal Installation Installation => _installation!;

    internal Customer Customer => _customer!;

    public static IReadOnlyDictionary<string, string> ShortTimes { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Operations:Lease"] = "00:00:02",
        ["Operations:Renewal"] = "00:00:00.5",
        ["Operations:Sweep"] = "00:00:00.5",
        ["Operations:Reconcile"] = "00:00:02",
        ["Operations:Outbox"] = "00:00:01",
    };

    /// <summary>What a provider's installation has (see <see cref="OperationSettings"/>).</summary>
    internal static (string Key, string Value)[] ShippedTimes { get; } =
    [
        .. ShortTimes.Keys.Select(key => (
            key, typeof(OperationSettings).GetProperty(key["Operations:".Length..])!.GetValue(new OperationSettings())!.ToString()!)),
    ];

    public async ValueTask InitializeAsync()
    {
        _installation = await Installation.CreateAsync(
            new InstallationOptions(database)
            {
                Failpoints = true,
                Recipe = "tiny",
                Settings = new Dictionary<string, string>(ShortTimes, StringComparer.Ordinal)
                {
                    // Addresses cool down for longer than all of this takes, and a quota counts them.
                    ["Provisioning:DefaultServers"] = "100",
                },
            });
        _customer = new Customer(_installation.Client());
    }

    public async ValueTask DisposeAsync()
    {
        _customer?.Dispose();
        if (_installation is not null)
        {
            await _installation.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The portal runs, nothing is armed, and no server is left of a case that failed.</summary>
    internal async Task ReadyAsync(params (string Key, string Value)[] settings)
    {
        await Installation.ArmAsync();
        if (_portal is not { IsRunning: true })
        {
            await RestartAsync(settings);
        }

        foreach (var left in await Customer.ServersAsync())
        {
            await Customer.TryDeleteAsync(left);
            await Customer.IsGoneAsync(left);
        }
    }

    /// <summary>Stops the portal as a service manager does.</summary>
    internal async Task StopAsync()
    {
        if (_portal is { IsRunning: true })
        {
            Assert.Equal(0, await _portal.StopAsync());
        }
    }

    /// <summary>Waits for the death at the failpoint that was armed, and starts the portal again.</summary>
    internal async Task DiesAndRestartsAsync(string failpoint, params (string Key, string Value)[] settings)
    {
        Assert.Equal(PortalProcess.KilledCode, await _portal!.EndAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal("", await Installation.ArmedAsync()); // it died there, and of nothing else
        TestContext.Current.SendDiagnosticMessage($"{database}: died at {failpoint}");
        await RestartAsync(settings);
    }

    /// <summary>
    /// Waits until one operation stands at each failpoint that was armed to hold it, ends the process as a power cut would, and
    /// starts the portal again.
    /// </summary>
    internal async Task AllDieAndRestartAsync()
    {
        try
        {
            await Wait.UntilAsync("all are held", Recovery, async () => await Installation.ArmedAsync() == "");
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Nobody came to: {await Installation.ArmedAsync()}\n{_portal!.Log}");
        }

        await _portal!.KillAsync();
        await RestartAsync();
    }

    /// <summary>Waits until the server runs; says with the portal's log why it does not.</summary>
    internal async Task RunsAsync(long server)
    {
        try
        {
            await Customer.RunsAsync(server);
        }
        catch (TimeoutException late)
        {
            Assert.Fail($"{late.Message}\n{_portal!.Log}");
        }
    }

    /// <summary>Waits until nothing is left to do, and finds no contradiction, and on the host nothing but these servers.</summary>
    internal async Task IsWellAsync(params long[] servers)
    {
        IReadOnlyList<string> wrong = [];
        try
        {
            await Wait.UntilAsync(
                "all is well", Recovery - Stopwatch.GetElapsedTime(_restarted), async () => (wrong = await WrongAsync(servers)).Count == 0);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{string.Join('\n', wrong)}\n{_portal!.Log}");
        }

        Assert.Equal(servers, await Customer.ServersAsync());
    }

    private async Task<IReadOnlyList<string>> WrongAsync(long[] servers)
    {
        var contradictions = await Contradictions.InAsync(Installation.Database);
        if (contradictions.Count > 0)
        {
            return contradictions;
        }

        var traces = await Installation.TracesAsync();
        var names = servers.Select(id => FormattableString.Invariant($"hostelry_{Installation.Name}_server_{id}")).ToList();
        string[] domains = [.. traces.Where(trace => trace.StartsWith("domain ", StringComparison.Ordinal)).Select(trace => trace[7..])];
        return servers.Length == 0
            ? traces
            : domains.Order(StringComparer.Ordinal).SequenceEqual(names.Order(StringComparer.Ordinal), StringComparer.Ordinal)
                ? [.. traces.Where(trace => trace.Contains("_server_", StringComparison.Ordinal) && !names.Exists(name => Names(trace, name)))]
                : ["domains: " + string.Join(' ', domains)];
    }

    private static bool Names(string trace, string name)
    {
        var at = trace.IndexOf(name, StringComparison.Ordinal);
        return at >= 0 && (at + name.Length == trace.Length || !char.IsAsciiDigit(trace[at + name.Length]));
    }

    private async Task RestartAsync(params (string Key, string Value)[] settings)
    {
        _restarted = Stopwatch.GetTimestamp();
        if (_portal is not null)
        {
            await _portal.DisposeAsync();
        }

        _portal = await Installation.StartAsync(settings);
    }
}

public sealed class SqliteChain() : KillChain(DatabaseKind.Sqlite);

public sealed class PostgresChain() : KillChain(DatabaseKind.Postgres);
