using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Provisioning.Flows;

// Billing's decisions, not the customer's: they are carried out however long it takes, so nothing is undone.

/// <summary>Stops the server and keeps everything. <see cref="Server.WantsPower"/> stays: resuming restores it.</summary>
public sealed class SuspendServer : Flow
{
    public override string Kind => OperationKind.SuspendServer;

    public override bool NeverGivesUp => true;

    public override ServerStatus? AcceptedStatus => ServerStatus.Stopping;

    public override IReadOnlyList<Step> Steps { get; } =
    [
        new("mark-suspended", MarkSuspendedAsync, UndoAsync: null),
        new("request-shutdown", PowerSteps.RequestShutdownAsync, UndoAsync: null),
        new("wait-off", PowerSteps.WaitOffOrKillAsync, UndoAsync: null),
    ];

    private static Task<StepOutcome> MarkSuspendedAsync(FlowRun run, CancellationToken ct) =>
        Task.FromResult(StepOutcome.Next(() => run.Server.Suspended = true));
}

/// <summary>
/// Ends the suspension and starts the server, when its owner wants it on. The start is all that is owed: a guest that stops
/// again by itself is shown as off, as ever, and must not keep its owner out.
/// </summary>
public sealed class ResumeServer : Flow
{
    public override string Kind => OperationKind.ResumeServer;

    public override bool NeverGivesUp => true;

    public override IReadOnlyList<Step> Steps { get; } =
    [
        new("clear-suspension", ClearSuspensionAsync, UndoAsync: null),
        new("start-domain", StartWhenWantedAsync, UndoAsync: null),
        new("wait-running", PowerSteps.ShowTruthAsync, UndoAsync: null),
    ];

    private static Task<StepOutcome> ClearSuspensionAsync(FlowRun run, CancellationToken ct) =>
        Task.FromResult(StepOutcome.Next(() => run.Server.Suspended = false));

    private static async Task<StepOutcome> StartWhenWantedAsync(FlowRun run, CancellationToken ct) =>
        run.Server.WantsPower ? await PowerSteps.StartAsync(run, ct) : StepOutcome.Done();
}
