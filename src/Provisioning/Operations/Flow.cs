using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Provisioning.Operations;

/// <summary>
/// One verb, written as a list of named steps that reads top to bottom. Flows hold no state: everything is in the
/// rows and on the host. Step names are data: never renamed or reordered; a changed flow is a new version, and the old
/// one stays in <see cref="Flows.FlowCatalogue"/> until no row uses it (docs/adding-an-operation.md).
/// </summary>
public abstract class Flow
{
    /// <summary>One of <see cref="OperationKind"/>.</summary>
    public abstract string Kind { get; }

    public virtual int Version => 1;

    /// <summary>
    /// True for flows that must come to their end (delete, suspend, resume): no deadline, no undo, retried for ever.
    /// </summary>
    public virtual bool NeverGivesUp => false;

    /// <summary>True for delete: it may be accepted while another operation holds the server, and ends that one.</summary>
    public virtual bool Supersedes => false;

    /// <summary>What the server shows from acceptance on; null when the verb does not change it.</summary>
    public virtual ServerStatus? AcceptedStatus => null;

    /// <summary>In order; at least one.</summary>
    public abstract IReadOnlyList<Step> Steps { get; }

    /// <summary>Index of the named step; throws when this version never had it.</summary>
    public int IndexOf(string step)
    {
        for (var index = 0; index < Steps.Count; index++)
        {
            if (Steps[index].Name == step)
            {
                return index;
            }
        }

        throw new InvalidOperationException($"Flow {Kind} version {Version} has no step {step}.");
    }
}

/// <summary>
/// What a step does: looks first (it may be a repetition), makes its effect on the host outside any transaction, and says
/// in its outcome what to write.
/// </summary>
public delegate Task<StepOutcome> StepAction(FlowRun run, CancellationToken ct);

/// <summary>A restartable step with its undo beside it.</summary>
/// <param name="Name">Data in <see cref="Operation.Step"/>.</param>
/// <param name="DoAsync">Idempotent.</param>
/// <param name="UndoAsync">
/// Idempotent, and right after an effect that was only half made; runs for the failed step and every one before it,
/// backwards. Null with a comment that says why there is none.
/// </param>
public sealed record Step(string Name, StepAction DoAsync, StepAction? UndoAsync);

/// <summary>What is written when a step is done, inside the fenced transaction; a problem fails the step.</summary>
public delegate Task<Result<Done>> StepWrites(CancellationToken ct);

/// <summary>The few ways in which a step ends.</summary>
public abstract record StepOutcome
{
    private StepOutcome()
    {
    }

    /// <summary>On to the next step; after the last one the operation is done.</summary>
    public static StepOutcome Next(StepWrites? writes = null) => new Go(writes);

    /// <summary>On to the next step, with writes that cannot be refused.</summary>
    public static StepOutcome Next(Action writes) => new Go(_ =>
    {
        writes();
        return Task.FromResult<Result<Done>>(default(Done));
    });

    /// <summary>The same step again after <paramref name="delay"/>.</summary>
    public static StepOutcome Wait(TimeSpan delay) => new Pause(delay);

    /// <summary>The goal is reached; the steps that follow are not needed.</summary>
    public static StepOutcome Done(StepWrites? writes = null) => new End(writes);

    /// <summary>The goal cannot be reached: the undo begins.</summary>
    public static StepOutcome Failed(Problem problem) => new Fail(problem);

    internal sealed record Go(StepWrites? Writes) : StepOutcome;

    internal sealed record Pause(TimeSpan Delay) : StepOutcome;

    internal sealed record End(StepWrites? Writes) : StepOutcome;

    internal sealed record Fail(Problem Problem) : StepOutcome;

    /// <summary>Made by the runner from an exception and the retry policy; steps throw instead.</summary>
    internal sealed record Retry(TimeSpan After, string Detail, long RaiseFenceTo) : StepOutcome;
}
