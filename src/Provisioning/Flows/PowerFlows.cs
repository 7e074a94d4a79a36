using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Provisioning.Flows;

// The power verbs. Their first steps' undo shows what is there; the later steps need none: the goal is a state of the
// guest, a failed verb leaves the guest as it is, and its owner may ask again.

/// <summary>Power on.</summary>
public sealed class StartServer : Flow
{
    public override string Kind => OperationKind.StartServer;

    public override ServerStatus? AcceptedStatus => ServerStatus.Starting;

    public override IReadOnlyList<Step> Steps { get; } =
    [
        new("start-domain", PowerSteps.StartAsync, PowerSteps.ShowTruthAsync),
        new("wait-running", PowerSteps.WaitRunningAsync, UndoAsync: null), // only looks
    ];
}

/// <summary>Power off, as pulling the plug does.</summary>
public sealed class StopServer : Flow
{
    public override string Kind => OperationKind.StopServer;

    public override ServerStatus? AcceptedStatus => ServerStatus.Stopping;

    public override IReadOnlyList<Step> Steps { get; } =
    [
        new("kill-domain", PowerSteps.KillAsync, PowerSteps.ShowTruthAsync),
        new("keep-off", KeepOffAsync, UndoAsync: null), // writes one row: all or nothing
    ];

    private static Task<StepOutcome> KeepOffAsync(FlowRun run, CancellationToken ct) =>
        Task.FromResult(StepOutcome.Next(() => run.Server.WantsPower = false));
}

/// <summary>Asks the guest to stop. One that does not in its grace goes on running, and the operation fails.</summary>
public sealed class ShutdownServer : Flow
{
    public override string Kind => OperationKind.ShutdownServer;

    public override ServerStatus? AcceptedStatus => ServerStatus.Stopping;

    public override IReadOnlyList<Step> Steps { get; } =
    [
        new("request-shutdown", PowerSteps.RequestShutdownAsync, PowerSteps.ShowTruthAsync),
        new("wait-off", WaitOffAsync, UndoAsync: null), // what it makes sure of is the goal
    ];

    private static async Task<StepOutcome> WaitOffAsync(FlowRun run, CancellationToken ct)
    {
        var seen = await run.Guest.ObserveAsync(ct);
        if (seen.State != GuestState.Running)
        {
            await run.Guest.KillAsync(ct); // keeps it off
            return StepOutcome.Next(() =>
            {
                run.Server.Status = ServerStatus.Off;
                run.Server.WantsPower = false;
            });
        }

        return PowerSteps.GraceIsOver(run)
            ? StepOutcome.Failed(new Problem("timeout", "The guest did not stop when asked; power it off instead."))
            : run.LookAgain();
    }
}

/// <summary>
/// Stops the guest, by force when it does not stop in its grace, and starts it. Not libvirt's reboot: whether that one has
/// happened cannot be observed, so it could not be resumed.
/// </summary>
public sealed class RebootServer : Flow
{
    public override string Kind => OperationKind.RebootServer;

    public override IReadOnlyList<Step> Steps { get; } =
    [
        new("request-shutdown", PowerSteps.RequestShutdownAsync, PowerSteps.ShowTruthAsync),
        new("wait-off", PowerSteps.WaitOffOrKillAsync, UndoAsync: null), // starting again is the next step's
        new("start-domain", PowerSteps.StartAsync, UndoAsync: null),
        new("wait-running", PowerSteps.WaitRunningAsync, UndoAsync: null),
    ];
}

/// <summary>Off and on at once.</summary>
public sealed class ResetServer : Flow
{
    public override string Kind => OperationKind.ResetServer;

    public override IReadOnlyList<Step> Steps { get; } =
    [
        new("kill-domain", PowerSteps.KillAsync, PowerSteps.ShowTruthAsync),
        new("start-domain", PowerSteps.StartAsync, UndoAsync: null),
        new("wait-running", PowerSteps.WaitRunningAsync, UndoAsync: null),
    ];
}
