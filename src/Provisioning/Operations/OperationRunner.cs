using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Flows;
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
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker();
        var run = scope.ServiceProvider.GetRequiredService<FlowRun>();
        var recorder = scope.ServiceProvider.GetRequiredService<StepRecorder>();
        await run.LoadAsync(lease, ct);

        var operation = run.Operation;
        var flow = FlowCatalogue.Get(operation.Kind, operation.Version);
        var step = flow.Steps[flow.IndexOf(operation.Step)];
        var point = $"{operation.Kind}.{step.Name}.{(operation.Undoing ? "undo-" : "")}";

        StepOutcome outcome;
        if (operation.SupersededBy is not null)
        {
            outcome = StepOutcome.Done();
        }
        else if (!operation.Undoing && !flow.NeverGivesUp && run.Now >= operation.Deadline)
        {
            outcome = StepOutcome.Failed(new Problem("timeout", "The operation was not done before its deadline."));
        }
        else
        {
            Failpoint.Hit(point + "before");
            outcome = await AttemptAsync(run, flow, step, ct);
            Failpoint.Hit(point + "after-effect");
        }

        if (outcome is StepOutcome.Pause pause && pause.Delay <= settings.InlineWait)
        {
            return pause.Delay;
        }

        var recorded = await recorder.RecordAsync(run, flow, lease, outcome, ct);
        Failpoint.Hit(point + "after-commit");
        if (recorded.Problem is { } refused)
        {
            // The writes were refused and rolled back, with them everything this scope had read: fail in a fresh one.
            return await FailAsync(lease, refused, ct);
        }

        return recorded.Value ? TimeSpan.Zero : null;
    }

    private async Task<StepOutcome> AttemptAsync(FlowRun run, Flow flow, Step step, CancellationToken ct)
    {
        try
        {
            return run.Operation.Undoing ? await step.UndoAsync!(run, ct) : await step.DoAsync(run, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure) when (failure is not LeaseLostException)
        {
            // One of the two honest catch-alls: whatever a step or a host throws is a failure of this operation, which must
            // end by itself and leave nothing behind. A lost lease ends the run instead, and so does a database that is
            // away: it cannot record the failure either.
            LogFailure(failure, run.Operation.Id, step.Name, run.Operation.Attempt + 1);
            return await DecideAsync(failure, run, flow, ct);
        }
    }

    private static async Task<StepOutcome> DecideAsync(Exception failure, FlowRun run, Flow flow, CancellationToken ct)
    {
        var kind = RetryPolicy.Classify(failure);
        var going = run.Operation.Undoing ? Going.Undoing : flow.NeverGivesUp ? Going.Forever : Going.Forward;
        var decision = RetryPolicy.Decide(kind, run.Operation.Attempt + 1, going, run.Operation.Id);
        if (!decision.Retry)
        {
            return StepOutcome.Failed(kind == FailureKind.Refused
                ? new Problem("host_refused", "The host refused the request.")
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

    private async Task<TimeSpan?> FailAsync(Lease lease, Problem problem, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker();
        var run = scope.ServiceProvider.GetRequiredService<FlowRun>();
        await run.LoadAsync(lease, ct);
        var flow = FlowCatalogue.Get(run.Operation.Kind, run.Operation.Version);
        var recorder = scope.ServiceProvider.GetRequiredService<StepRecorder>();
        var recorded = await recorder.RecordAsync(run, flow, lease, StepOutcome.Failed(problem), ct);
        return recorded.Value ? TimeSpan.Zero : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operation {OperationId}: lease with token {Token} is lost, another worker may go on")]
    private partial void LogLeaseLost(long operationId, long token);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operation {OperationId}: step {Step} failed, attempt {Attempt}")]
    private partial void LogFailure(Exception failure, long operationId, string step, int attempt);
}
