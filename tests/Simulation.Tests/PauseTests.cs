using System.Globalization;

using Hostelry.Testing;
using Hostelry.Testing.Installations;

namespace Hostelry.Simulation.Tests;

/// <summary>
/// Two workers on PostgreSQL. The one that holds the order is frozen (SIGSTOP) for ten leases, as a machine that swaps or a
/// virtual machine that is moved; the other finishes the order. Thawed, the zombie finds every door closed.
/// </summary>
public sealed class PauseTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    private Installation? _installation;
    private Customer? _customer;

    private Installation Installation => _installation!;

    private Customer Customer => _customer!;

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

    [Fact]
    public async Task Worker_frozen_for_ten_leases_neither_writes_nor_reaches_the_host_afterwards()
    {
        await using var web = await Installation.StartAsync(("Role", "Web"));
        var workers = await Task.WhenAll(Installation.StartWorkerAsync(), Installation.StartWorkerAsync());

        // Before the step is written; and between the look at the lease and the host, where only the host can refuse.
        var first = await SurvivesAsync("create_server.define-domain.after-effect", workers);
        var second = await SurvivesAsync("host-call.CreateDiskAsync", workers);

        Assert.Equal([first, second], await Customer.ServersAsync());
        Assert.Empty(await Contradictions.InAsync(Installation.Database));
        Assert.Equal(2, (await Installation.TracesAsync()).Count(trace => trace.StartsWith("domain ", StringComparison.Ordinal)));
        await Task.WhenAll(workers.Select(worker => worker.StopAsync()));
    }

    private async Task<long> SurvivesAsync(string failpoint, IReadOnlyList<PortalProcess> workers)
    {
        await Installation.ArmAsync("stop " + failpoint);
        var server = await Customer.OrderAsync(failpoint.ToLowerInvariant().Replace('.', '-').Replace('_', '-'));
        await Wait.UntilAsync($"a worker freezes at {failpoint}", TimeSpan.FromSeconds(30), () => workers.Any(worker => worker.IsStopped));
        var zombie = workers.Single(worker => worker.IsStopped);
        var frozen = TimeProvider.System.GetTimestamp();
        var (operation, fence) = await FenceAsync(server);

        await Customer.RunsAsync(server);
        var thaw = (10 * Lease) - TimeProvider.System.GetElapsedTime(frozen);
        await Task.Delay(thaw > TimeSpan.Zero ? thaw : TimeSpan.Zero, TestContext.Current.CancellationToken);
        var before = await EventsAsync(operation);
        await zombie.SignalAsync("CONT");

        var lost = string.Create(CultureInfo.InvariantCulture, $"Operation {operation}: lease with token {fence} is lost");
        await Wait.UntilAsync("the zombie gives up", TimeSpan.FromSeconds(30), () => zombie.Log.Contains(lost, StringComparison.Ordinal));
        Assert.Equal(before, await EventsAsync(operation));
        Assert.True((await FenceAsync(server)).Fence > fence);
        await HostRefusesAsync(server, operation, fence);
        await Customer.RunsAsync(server);
        return server;
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
