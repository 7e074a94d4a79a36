using System.Collections.Concurrent;

using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hostelry.Provisioning.Operations;

/// <summary>
/// Finds what nobody runs: at start and every few seconds, whatever is due and has no live lease. With it an operation
/// needs no wake-up at all, and survives the death of any worker.
/// </summary>
public sealed partial class Sweep(
    IServiceScopeFactory scopes, OperationRunner runner, OperationSettings settings, TimeProvider clock, ILogger<Sweep> log)
    : BackgroundService
{
    private readonly ConcurrentDictionary<long, Task> _running = new();

    /// <summary>Runs what is due now, at most <see cref="OperationSettings.Concurrency"/> at a time; for who drives the engine by hand.</summary>
    /// <returns>How many operations were due.</returns>
    public async Task<int> RunDueAsync(CancellationToken ct)
    {
        var due = await DueAsync(int.MaxValue, ct);
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = settings.Concurrency, CancellationToken = ct },
            async (id, token) => await RunOneAsync(id, token));
        return due.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await WorkerLoop.RunAsync(LookAsync, settings.Sweep, clock, LogDatabaseAway, stoppingToken);
        await Task.WhenAll(_running.Values);
    }

    /// <summary>Starts what is due while there is room; does not wait for it, so that one slow host holds up nobody.</summary>
    private async Task LookAsync(CancellationToken ct)
    {
        foreach (var id in await DueAsync(settings.Concurrency * 4, ct))
        {
            if (_running.Count >= settings.Concurrency)
            {
                return;
            }

            if (!_running.ContainsKey(id))
            {
                var started = new TaskCompletionSource();
                _running[id] = RunAndForgetAsync(id, started.Task, ct);
                started.SetResult();
            }
        }
    }

    private async Task RunAndForgetAsync(long id, Task started, CancellationToken ct)
    {
        await started;
        try
        {
            await RunOneAsync(id, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // stopping: the lease was given back
        }
        finally
        {
            _running.TryRemove(id, out _);
        }
    }

    private async Task RunOneAsync(long id, CancellationToken ct)
    {
        try
        {
            await runner.RunAsync(id, ct);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // An honest catch-all: one broken row or a lost database must not stop the sweep for all others.
            LogRunEnded(failure, id);
        }
    }

    private async Task<List<long>> DueAsync(int most, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker();
        var db = scope.ServiceProvider.GetRequiredService<ProvisioningDb>();
        var now = clock.GetUtcNow();
        return await db.Reachable<Operation>()
            .Where(row => row.Status == OperationStatus.Running && row.NotBefore <= now
                && (row.LeaseUntil == null || row.LeaseUntil <= now)
                && db.Servers.Any(server => server.Id == row.ServerId && server.LockedBy == row.Id))
            .OrderBy(row => row.NotBefore)
            .Select(row => row.Id)
            .Take(most)
            .ToListAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The run of operation {OperationId} ended; the next sweep takes it up")]
    private partial void LogRunEnded(Exception failure, long operationId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The sweep could not read the operations; it looks again")]
    private partial void LogDatabaseAway(Exception failure);
}
