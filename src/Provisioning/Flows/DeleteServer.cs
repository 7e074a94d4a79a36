using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Provisioning.Flows;

/// <summary>
/// Takes everything of a server away, whatever state it is in: half created, running, broken. The subscription ended when
/// the delete was accepted. Nothing is undone: a delete only goes on, until the host has let go of the last byte.
/// </summary>
public sealed class DeleteServer : Flow
{
    public override string Kind => OperationKind.DeleteServer;

    public override bool NeverGivesUp => true;

    public override bool Supersedes => true;

    public override ServerStatus? AcceptedStatus => ServerStatus.Deleting;

    // No undo anywhere: a deletion that was accepted is final.
    public override IReadOnlyList<Step> Steps { get; } =
    [
        new("stop-domain", StopDomainAsync, UndoAsync: null),
        new("undefine-domain", UndefineDomainAsync, UndoAsync: null),
        new("delete-disk", DeleteDiskAsync, UndoAsync: null),
        new("release-resources", ReleaseResourcesAsync, UndoAsync: null),
    ];

    private static async Task<StepOutcome> StopDomainAsync(FlowRun run, CancellationToken ct)
    {
        await run.Guest.KillAsync(ct);
        return StepOutcome.Next();
    }

    private static async Task<StepOutcome> UndefineDomainAsync(FlowRun run, CancellationToken ct)
    {
        await run.Guest.UndefineAsync(ct);
        return StepOutcome.Next();
    }

    private static async Task<StepOutcome> DeleteDiskAsync(FlowRun run, CancellationToken ct)
    {
        await run.Guest.DeleteDiskAsync(ct);
        return StepOutcome.Next();
    }

    private static Task<StepOutcome> ReleaseResourcesAsync(FlowRun run, CancellationToken ct) =>
        Task.FromResult(StepOutcome.Next(token => Farewell.WriteAsync(run, token)));
}
