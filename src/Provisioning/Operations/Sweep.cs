using System.Collections.Concurrent;

using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hostelry.Provisioning.Operations;

/// <summary>
/// Finds what nobody runs: at start, every few seconds, when one that waits is due and when a run has ended, whatever has no
/// live lease. With it an operation needs no wake-up at all, and survives the death of any worker.
/// </summary>
public sealed partial class Sweep(
    IServiceScopeFactory scopes, OperationRunner runner, OperationSettings settings, TimeProvider clock, ILogger<Sweep> log)
    : BackgroundService
{
    /// <summary>However much becomes due one after another, the table is not read more often.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<long, Task> _running = new();

    private TaskCompletionSource _oneEnded = NewSignal();

    /// <summary>Runs what is due now, at most <see cref="OperationSettings.Concurrency"/> at a time; for who drives the engine by hand.</summary>
    /// <returns>How many operations were due.</returns>
    public async Task<int> RunDueAsync(CancellationToken ct)
    {
        var due = (await DueAsync(clock.GetUtcNow(), int.MaxValue, ct)).ConvertAll(row => row.Id);
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = settings.Concurrency, CancellationToken = ct },
            async (id, token) => await RunOneAsync(id, token));
        return due.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await WorkerLoop.RunPacedAsync(PassAsync, settings.Sweep, clock, LogDatabaseAway, stoppingToken);
        await Task.WhenAll(_running.Values);
    }

    /// <summary>
    /// A look, and the pause after it. A run that ends meanwhile ends the pause: it makes room, and its operation may be one
    /// that is due again before the pause is over.
    /// </summary>
    private async Task<TimeSpan> PassAsync(CancellationToken ct)
    {
        var oneEnded = NewSignal();
        _oneEnded = oneEnded;
        var pause = Task.Delay(await LookAsync(ct), clock, ct);
        return await Task.WhenAny(pause, oneEnded.Task) == pause ? TimeSpan.Zero : AtLeast(TimeSpan.Zero);
    }

    /// <summary>Starts what is due while there is room; does not wait for it, so that one slow host holds up nobody.</summary>
    /// <returns>How long until the next look: no longer than until what waits is due.</returns>
    internal async Task<TimeSpan> LookAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var (id, notBefore) in await DueAsync(now + settings.Sweep, settings.Concurrency * 4, ct))
        {
            if (notBefore > now)
            {
                return AtLeast(notBefore - now);
            }

            if (_running.Count >= settings.Concurrency)
            {
                return settings.Sweep;
            }

            if (!_running.ContainsKey(id))
            {
                var started = new TaskCompletionSource();
                _running[id] = RunAndForgetAsync(id, started.Task, ct);
                started.SetResult();
            }
        }

        return settings.Sweep;
    }

    /// <summary>Not longer than the usual pause either, which tests make very short.</summary>
    private TimeSpan AtLeast(TimeSpan pause)
    {
        var shortest = ShortestPause < settings.Sweep ? ShortestPause : settings.Sweep;
        return pause < shortest ? shortest : pause;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

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
            _oneEnded.TrySetResult();
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

    /// <summary>What nobody runs and is due at that time, the longest due first.</summary>
    private async Task<List<(long Id, DateTimeOffset NotBefore)>> DueAsync(DateTimeOffset until, int most, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker();
        var db = scope.ServiceProvider.GetRequiredService<ProvisioningDb>();
        var now = clock.GetUtcNow();
        var rows = await db.Reachable<Operation>()
            .Where(row => row.Status == OperationStatus.Running && row.NotBefore <= until
                && (row.LeaseUntil == null || row.LeaseUntil <= now)
                && db.Servers.Any(server => server.Id == row.ServerId && server.LockedBy == row.Id))
            .OrderBy(row => row.NotBefore)
            .Select(row => new { row.Id, row.NotBefore })
            .Take(most)
            .ToListAsync(ct);
        return rows.ConvertAll(row => (row.Id, row.NotBefore));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The run of operation {OperationId} ended; the next sweep takes it up")]
    private partial void LogRunEnded(Exception failure, long operationId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The sweep could not read the operations; it looks again")]
    private partial void LogDatabaseAway(Exception failure);
}
