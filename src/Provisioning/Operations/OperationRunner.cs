using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Hypervisor;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hostelry.Provisioning.Operations;

/// <summary>
/// Runs one operation as far as it goes now: takes the lease, does step after step, and stops when the operation ends,
/// waits, or belongs to another worker. Every worker may call it for every operation at any time: the lease decides.
/// </summary>
public sealed partial class OperationRunner(
    IServiceScopeFactory scopes, OperationSettings settings, TimeProvider clock, ILogger<OperationRunner> log)
{
    private static readonly TimeSpan PutOff = TimeSpan.FromMinutes(1);

    private static readonly Problem FilesInTheWay = new(
        "guest_files",
        "The server's own files stand in the way: its disk is full, or a link, a directory or something else is where a system file "
        + "belongs (as /etc/shadow or /etc/.shadow.hostelry). Mend that in the server, then try again.");

    /// <summary>False when there was nothing to do: not due, ended, or held by another worker.</summary>
    /// <param name="operationId">Row id; an unknown one does nothing.</param>
    /// <param name="ct">Stops after the present host call and gives the lease back.</param>
    public async Task<bool> RunAsync(long operationId, CancellationToken ct)
    {
        await using var lease = await Lease.TakeAsync(scopes, settings, clock, operationId, ct);
        if (lease is null)
        {
            return false;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, lease.Lost);
        try
        {
            while (await StepAsync(lease, stop.Token) is { } pause)
            {
                await Task.Delay(pause, clock, stop.Token);
            }
        }
        catch (LeaseLostException)
        {
            LogLeaseLost(operationId, lease.Token);
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested)
        {
            LogLeaseLost(operationId, lease.Token);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await lease.ReleaseAsync(CancellationToken.None);
            throw;
        }

        return true;
    }

    /// <summary>One step in a scope of its own; null to stop, else how long to wait with the lease held.</summary>
    private async Task<TimeSpan?> StepAsync(Lease lease, CancellationToken ct)
    {
        Exception failure;
        try
        {
            return await TryStepAsync(lease, ct);
        }
        catch (Exception thrown) when (IsOfTheOperation(thrown, ct))
        {
            // An honest catch-all: whatever a step, a host or the writing of a result throws is a failure of this
            // operation, which must end by itself and leave nothing behind. A lost lease ends the run instead, and so
            // does a database that is away: it cannot record the failure either.
            failure = thrown;
        }

        try
        {
            return await RecordAsync(lease, run => DecideAsync(failure, run, ct), ct);
        }
        catch (Exception unreadable) when (IsOfTheOperation(unreadable, ct) && !DatabaseTrouble.Is(unreadable))
        {
            // Not even its rows make sense here: perhaps they are a newer build's. Others must not starve for it.
            LogPutOff(unreadable, lease.OperationId);
            await lease.PutOffAsync(PutOff, ct);
            return null;
        }
    }

    private async Task<TimeSpan?> TryStepAsync(Lease lease, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var run = await LoadAsync(scope, lease, ct);
        var recorder = scope.ServiceProvider.GetRequiredService<StepRecorder>();
        var point = PointOf(run);
        var outcome = await AttemptAsync(run, point, ct);
        if (outcome is StepOutcome.Pause pause && pause.Delay <= settings.InlineWait)
        {
            return pause.Delay;
        }

        var recorded = await recorder.RecordAsync(run, lease, outcome, ct);
        Failpoint.Hit(point + "after-commit");
        if (recorded.Problem is { } refused)
        {
            // The writes were refused and rolled back, with them everything this scope had read: fail in a fresh one.
            return await RecordAsync(lease, _ => Task.FromResult(StepOutcome.Failed(refused)), ct);
        }

        return recorded.Value ? TimeSpan.Zero : null;
    }

    private static async Task<StepOutcome> AttemptAsync(FlowRun run, string point, CancellationToken ct)
    {
        if (run.Operation.SupersededBy is not null)
        {
            return StepOutcome.Done();
        }

        if (run.Operation is { Undoing: false, GivenUpAt: not null } && !run.Flow.NeverGivesUp)
        {
            return StepOutcome.Failed(new Problem("given_up", "The provider's staff gave the operation up."));
        }

        if (!run.Operation.Undoing && !run.Flow.NeverGivesUp && run.Now >= run.Operation.Deadline)
        {
            return StepOutcome.Failed(new Problem("timeout", "The operation was not done before its deadline."));
        }

        Failpoint.Hit(point + "before");
        var outcome = run.Operation.Undoing ? await run.Step.UndoAsync!(run, ct) : await run.Step.DoAsync(run, ct);
        Failpoint.Hit(point + "after-effect");
        return outcome;
    }

    /// <summary>Writes an outcome that is found in a fresh scope; null to stop.</summary>
    private async Task<TimeSpan?> RecordAsync(Lease lease, Func<FlowRun, Task<StepOutcome>> decide, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var run = await LoadAsync(scope, lease, ct);
        var recorder = scope.ServiceProvider.GetRequiredService<StepRecorder>();
        var recorded = await recorder.RecordAsync(run, lease, await decide(run), ct);
        return recorded.Value ? TimeSpan.Zero : null;
    }

    private async Task<StepOutcome> DecideAsync(Exception failure, FlowRun run, CancellationToken ct)
    {
        LogFailure(failure, run.Operation.Id, run.Operation.Step, run.Operation.Attempt + 1);
        var kind = RetryPolicy.Classify(failure);
        var going = run.Operation.Undoing ? Going.Undoing : run.Flow.NeverGivesUp ? Going.Forever : Going.Forward;
        var decision = RetryPolicy.Decide(kind, run.Operation.Attempt + 1, going, run.Operation.Id);
        if (!decision.Retry)
        {
            return StepOutcome.Failed(
                failure is HypervisorException { Kind: HypervisorErrorKind.GuestFiles } ? FilesInTheWay
                : kind == FailureKind.Refused ? new Problem("host_refused", "The host refused the request.")
                : new Problem("server_error", "The operation failed."));
        }

        // The guest's host may know a higher token than the rows do (restored database): then the token must rise. A zombie
        // gets no further than the fenced update.
        var raise = kind == FailureKind.StaleFence ? await NewestTokenAsync(run, ct) : 0;
        return new StepOutcome.Retry(decision.After, failure.GetType().Name + ": " + kind, raise);
    }

    private static async Task<long> NewestTokenAsync(FlowRun run, CancellationToken ct)
    {
        try
        {
            return (await run.Guest.ObserveAsync(ct)).FenceToken;
        }
        catch (HypervisorException)
        {
            return 0; // the next try asks again
        }
    }

    private static async Task<FlowRun> LoadAsync(AsyncServiceScope scope, Lease lease, CancellationToken ct)
    {
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker();
        var run = scope.ServiceProvider.GetRequiredService<FlowRun>();
        await run.LoadAsync(lease, ct);
        return run;
    }

    private static string PointOf(FlowRun run) =>
        $"{run.Operation.Kind}.{run.Operation.Step}.{(run.Operation.Undoing ? "undo-" : "")}";

    private static bool IsOfTheOperation(Exception failure, CancellationToken ct) =>
        failure is not LeaseLostException && !(failure is OperationCanceledException && ct.IsCancellationRequested);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operation {OperationId}: lease with token {Token} is lost, another worker may go on")]
    private partial void LogLeaseLost(long operationId, long token);

    [LoggerMessage(Level = LogLevel.Error, Message = "Operation {OperationId} cannot be read or recorded by this build; it is put off")]
    private partial void LogPutOff(Exception failure, long operationId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operation {OperationId}: step {Step} failed, attempt {Attempt}")]
    private partial void LogFailure(Exception failure, long operationId, string step, int attempt);
}
