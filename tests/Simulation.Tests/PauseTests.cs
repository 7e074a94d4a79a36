using System.Globalization;
using System.Text.RegularExpressions;

using Hostelry.Testing;
using Hostelry.Testing.Installations;

namespace Hostelry.Simulation.Tests;

/// <summary>
/// Two workers on PostgreSQL. The one that holds the order is frozen (SIGSTOP) for ten leases, as a machine that swaps or a
/// virtual machine that is moved; the other finishes the order. Thawed, the zombie finds every door closed.
/// </summary>
public sealed class PauseTests(PausedInstallation paused) : IClassFixture<PausedInstallation>
{
    private static readonly TimeSpan Lease = TimeSpan.Parse(KillChain.ShortTimes["Operations:Lease"], CultureInfo.InvariantCulture);

    private Installation Installation => paused.Installation;

    private Customer Customer => paused.Customer;

    [Fact]
    public async Task Worker_frozen_for_ten_leases_neither_writes_nor_reaches_the_host_afterwards()
    {
        await using var web = await Installation.StartAsync(("Role", "Web"));
        var workers = await Task.WhenAll(Installation.StartWorkerAsync(), Installation.StartWorkerAsync());

        // Before the step is written; inside the transaction that writes it, with its rows locked (what is left to do then needs no
        // host, so the host has seen no newer fence); and between the look at the lease and the host, where only the host can refuse.
        long[] servers =
        [
            await SurvivesAsync("create_server.define-domain.after-effect", workers, hostRefuses: true),
            await SurvivesAsync("record.before-commit", workers, hostRefuses: false),
            await SurvivesAsync("host-call.CreateDiskAsync", workers, hostRefuses: true),
        ];

        Assert.Equal(servers, await Customer.ServersAsync());
        Assert.Empty(await Contradictions.InAsync(Installation.Database));
        Assert.Equal(3, (await Installation.TracesAsync()).Count(trace => trace.StartsWith("domain ", StringComparison.Ordinal)));
        await DeleteAsync(servers);
        await Task.WhenAll(workers.Select(worker => worker.StopAsync()));
    }

    [Fact]
    public async Task Portal_frozen_inside_an_acceptance_holds_up_nobody_and_answers_that_nothing_is_ordered()
    {
        await using var worker = await Installation.StartWorkerAsync();
        await using var zombie = await Installation.StartAsync(("Role", "Web"), ("Urls", Installation.FreeAddress().ToString()));
        await using var web = await Installation.StartAsync(("Role", "Web"));
        using var lost = new Customer(Installation.Client(zombie.Address));

        // It holds the locks of the customer, and of all room and addresses of the seller.
        await Installation.ArmAsync("stop create_server.accept.before-commit");
        var order = lost.TryOrderAsync("lost");
        await Wait.UntilAsync("the portal freezes", TimeSpan.FromSeconds(30), () => zombie.IsStopped);
        var server = await Customer.OrderAsync("other");
        Assert.Equal([server], await Customer.ServersAsync());
        await zombie.SignalAsync("CONT");

        Assert.Null(await order);
        Assert.Equal([server], await Customer.ServersAsync());
        long[] both = [server, await lost.OrderAsync("lost")]; // the same key: the first try kept nothing
        await DeleteAsync(both);
    }

    private async Task<long> SurvivesAsync(string failpoint, IReadOnlyList<PortalProcess> workers, bool hostRefuses)
    {
        await Installation.ArmAsync("stop " + failpoint);
        var server = await Customer.OrderAsync(failpoint.ToLowerInvariant().Replace('.', '-').Replace('_', '-'));
        await Wait.UntilAsync($"a worker freezes at {failpoint}", TimeSpan.FromSeconds(30), () => workers.Any(worker => worker.IsStopped));
        var zombie = workers.Single(worker => worker.IsStopped);
        var frozen = TimeProvider.System.GetTimestamp();
        var operation = (await FenceAsync(server)).Operation;

        await RunsAsync(server, workers);
        var thaw = (10 * Lease) - TimeProvider.System.GetElapsedTime(frozen);
        await Task.Delay(thaw > TimeSpan.Zero ? thaw : TimeSpan.Zero, TestContext.Current.CancellationToken);
        var before = await EventsAsync(operation);
        await zombie.SignalAsync("CONT");

        var lost = string.Create(CultureInfo.InvariantCulture, $@"Operation {operation}: lease with token (\d+) is lost");
        var said = Match.Empty;
        await Wait.UntilAsync(
            "the zombie gives up",
            TimeSpan.FromSeconds(30),
            () => (said = Regex.Match(zombie.Log, lost, RegexOptions.RightToLeft, TimeSpan.FromSeconds(1))).Success);
        var fence = long.Parse(said.Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Equal(before, await EventsAsync(operation));
        Assert.True((await FenceAsync(server)).Fence > fence);
        if (hostRefuses)
        {
            await HostRefusesAsync(server, operation, fence);
        }

        await Customer.RunsAsync(server);
        return server;
    }

    private async Task DeleteAsync(long[] servers)
    {
        foreach (var server in servers)
        {
            Assert.True(await Customer.TryDeleteAsync(server));
        }

        await Task.WhenAll(servers.Select(Customer.IsGoneAsync));
    }

    private async Task RunsAsync(long server, IEnumerable<PortalProcess> workers)
    {
        try
        {
            await Customer.RunsAsync(server);
        }
        catch (TimeoutException late)
        {
            Assert.Fail(string.Join("\n----\n", workers.Select(worker => worker.Log).Prepend(late.Message)));
        }
    }

    /// <summary>What a program that the zombie had started already would meet.</summary>
    private async Task HostRefusesAsync(long server, long operation, long fence)
    {
        var refused = await Shell.TryAsync(
        [
            "/usr/sbin/hostelry-host", "disk-delete", FormattableString.Invariant($"hostelry_{Installation.Name}_server_{server}"),
            "--fence", FormattableString.Invariant($"{operation}:{fence}"),
        ]);
        Assert.Equal(1, refused.Code);
        Assert.Contains("stale_fence", refused.Output, StringComparison.Ordinal);
    }

    private async Task<(long Operation, long Fence)> FenceAsync(long server)
    {
        var row = (await Installation.Database.ValueAsync($"SELECT id, fence FROM operations WHERE server_id = {server}")).Split('|');
        return (long.Parse(row[0], CultureInfo.InvariantCulture), long.Parse(row[1], CultureInfo.InvariantCulture));
    }

    private Task<IReadOnlyList<string>> EventsAsync(long operation) => Installation.Database.RowsAsync(
        $"SELECT id, step, outcome, fence FROM operation_events WHERE operation_id = {operation} ORDER BY id");
}

/// <summary>One installation on PostgreSQL with short leases; each test starts the processes it freezes.</summary>
public sealed class PausedInstallation : IAsyncLifetime
{
    private Installation? _installation;
    private Customer? _customer;

    internal Installation Installation => _installation!;

    internal Customer Customer => _customer!;

    public async ValueTask InitializeAsync()
    {
        _installation = await Installation.CreateAsync(
            new InstallationOptions(DatabaseKind.Postgres) { Failpoints = true, Recipe = "tiny", Settings = KillChain.ShortTimes });
        _customer = new Customer(_installation.Client());
    }

    public async ValueTask DisposeAsync()
    {
        _customer?.Dispose();
        if (_installation is not null)
        {
            await _installation.DisposeAsync();
        }
    }
}
