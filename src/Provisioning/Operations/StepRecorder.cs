using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Operations;

/// <summary>
/// Writes how a step ended, in one transaction that begins with the fenced update of the operation's row: the step's own
/// writes, the next step, the event, and at the end the hand-over of the server.
/// </summary>
public sealed class StepRecorder(ProvisioningDb db, Database database, WakeOperation wake, TimeProvider clock)
{
    /// <summary>True when the run goes on with the lease it holds; a problem when the step's writes were refused.</summary>
    public Task<Result<bool>> RecordAsync(
        FlowRun run, Lease lease, StepOutcome outcome, CancellationToken ct) =>
        database.InTransactionAsync(
            async () =>
            {
                await lease.FenceAsync(db, ct);
                var told = await db.Reachable<Operation>()
                    .Where(row => row.Id == lease.OperationId)
                    .Select(row => new { row.SupersededBy, row.GivenUpAt }).SingleAsync(ct);
                (run.Operation.SupersededBy, run.Operation.GivenUpAt) = (told.SupersededBy, told.GivenUpAt);
                if (run.Operation.SupersededBy is not null)
                {
                    return await HandOverAsync(run, ct);
                }

                var writes = WritesOf(outcome);
                if (writes is not null)
                {
                    await LockServerAsync(run, ct);
                    if ((await writes(ct)).Problem is { } refused)
                    {
                        return refused;
                    }
                }

                var goesOn = outcome switch
                {
                    StepOutcome.Go => Advance(run),
                    StepOutcome.End => End(run, OperationStatus.Success, "done"),
                    StepOutcome.Pause pause => Release(run, "wait", pause.Delay, null),
                    StepOutcome.Retry retry => Again(run, retry),
                    StepOutcome.Fail fail => Fail(run, fail.Problem),
                    _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
                };
                await db.SaveChangesAsync(ct);
                if (writes is not null)
                {
                    Failpoint.Hit("record.before-commit"); // who is paused here holds the locks of operation and server
                }

                return (Result<bool>)goesOn;
            },
            ct);

    /// <summary>A step's writes may call Billing, which locks the customer: the order of all locks is in docs/operations.md.</summary>
    private Task LockServerAsync(FlowRun run, CancellationToken ct) =>
        db.Reachable<Server>().Where(row => row.Id == run.Server.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LockedBy, row => row.LockedBy), ct);

    private static StepWrites? WritesOf(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Go go => go.Writes,
        StepOutcome.End end => end.Writes,
        _ => null,
    };

    /// <summary>A delete took over: this one ends here, without undo, for the delete takes everything away.</summary>
    private async Task<Result<bool>> HandOverAsync(FlowRun run, CancellationToken ct)
    {
        run.Operation.ProblemCode ??= "superseded";
        run.Operation.ProblemMessage ??= "The server is being deleted.";
        End(run, OperationStatus.Error, "failed");
        await db.SaveChangesAsync(ct);
        return false;
    }

    private bool Advance(FlowRun run)
    {
        var (operation, flow) = (run.Operation, run.Flow);
        var index = flow.IndexOf(operation.Step);
        if (operation.Undoing)
        {
            return GoBack(run, index - 1, "undone");
        }

        if (index == flow.Steps.Count - 1)
        {
            return End(run, OperationStatus.Success, "done");
        }

        Note(operation, "next", null);
        Move(operation, flow.Steps[index + 1].Name);
        operation.Progress = 100 * (index + 1) / flow.Steps.Count;
        return true;
    }

    private bool Fail(FlowRun run, Problem problem)
    {
        var (operation, flow) = (run.Operation, run.Flow);
        if (operation.Undoing || flow.NeverGivesUp)
        {
            // Nobody is there to clear it up: try again, ever more slowly.
            var decision = RetryPolicy.Decide(FailureKind.Refused, operation.Attempt + 1, Going.Forever, operation.Id);
            return Again(run, new StepOutcome.Retry(decision.After, problem.Code, 0));
        }

        operation.ProblemCode = problem.Code;
        operation.ProblemMessage = problem.Message;
        operation.Undoing = true;
        return GoBack(run, flow.IndexOf(operation.Step), "failed");
    }

    /// <summary>To the nearest undo at or before <paramref name="from"/>; ends when there is none left.</summary>
    private bool GoBack(FlowRun run, int from, string outcome)
    {
        var steps = run.Flow.Steps;
        var index = from;
        while (index >= 0 && steps[index].UndoAsync is null)
        {
            index--;
        }

        if (index < 0)
        {
            return End(run, OperationStatus.Error, outcome);
        }

        Note(run.Operation, outcome, run.Operation.ProblemCode);
        Move(run.Operation, steps[index].Name);
        return true;
    }

    private bool Again(FlowRun run, StepOutcome.Retry retry)
    {
        run.Operation.Attempt++;
        run.Operation.Fence = Math.Max(run.Operation.Fence, retry.RaiseFenceTo);
        return Release(run, "retry", retry.After, retry.Detail);
    }

    private bool Release(FlowRun run, string outcome, TimeSpan after, string? detail)
    {
        Note(run.Operation, outcome, detail);
        // What staff gave up while this step ran does not wait for its next try: that try is the undo's beginning.
        var givenUp = run.Operation is { GivenUpAt: not null, Undoing: false } && !run.Flow.NeverGivesUp;
        run.Operation.NotBefore = clock.GetUtcNow() + (givenUp ? TimeSpan.Zero : after);
        LetGo(run.Operation);
        return false;
    }

    private bool End(FlowRun run, OperationStatus status, string outcome)
    {
        var operation = run.Operation;
        Note(operation, outcome, operation.ProblemCode);
        operation.Status = status;
        operation.Progress = status == OperationStatus.Success ? 100 : operation.Progress;
        operation.FinishedAt = clock.GetUtcNow();
        LetGo(operation);
        run.Server.LockedBy = operation.SupersededBy;
        if (operation.SupersededBy is { } next)
        {
            database.AfterCommit(() => wake(next));
        }

        return false;
    }

    private void Move(Operation operation, string step)
    {
        operation.Step = step;
        operation.StepSince = clock.GetUtcNow();
        operation.Attempt = 0;
    }

    private static void LetGo(Operation operation)
    {
        operation.LeaseOwner = null;
        operation.LeaseUntil = null;
    }

    private void Note(Operation operation, string outcome, string? detail) =>
        db.OperationEvents.Add(new OperationEvent
        {
            OrganizationId = operation.OrganizationId,
            OperationId = operation.Id,
            Step = operation.Step,
            Outcome = outcome,
            Fence = operation.Fence,
            Attempt = operation.Attempt,
            Detail = detail,
            At = clock.GetUtcNow(),
        });
}
