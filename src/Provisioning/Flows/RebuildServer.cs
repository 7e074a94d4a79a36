using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Provisioning.Flows;

/// <summary>
/// A new disk from an image, with the same address, keys and name. From the old disk's deletion on there is no way back:
/// a failure leaves the server off, and its owner rebuilds again.
/// </summary>
public sealed class RebuildServer : Flow
{
    public override string Kind => OperationKind.RebuildServer;

    public override ServerStatus? AcceptedStatus => ServerStatus.Rebuilding;

    public override IReadOnlyList<Step> Steps { get; } =
    [
        new("choose-base", ChooseBaseAsync, GiveUpAsync),
        new("stop-domain", PowerStopAsync, UndoAsync: null), // stays off: its owner asked to lose the disk
        new("delete-disk", DeleteDiskAsync, UndoAsync: null), // the data is gone
        new("create-disk", CreateDiskAsync, UndoAsync: null), // the next rebuild deletes it
        new("write-seed", WriteSeedAsync, UndoAsync: null), // lies in the disk
        new("define-domain", DefineDomainAsync, UndoAsync: null), // was defined before
        new("record-base", RecordBaseAsync, UndoAsync: null), // rows now say what the disk is
        new("start-domain", PowerSteps.StartAsync, UndoAsync: null),
        new("wait-reachable", WaitReachableAsync, UndoAsync: null),
    ];

    private static async Task<StepOutcome> ChooseBaseAsync(FlowRun run, CancellationToken ct)
    {
        if (run.Server.Suspended)
        {
            return StepOutcome.Failed(Problems.Suspended);
        }

        var digest = run.Data.BaseDigest ?? await run.NewestBaseAsync(run.Data.ImageId!.Value, ct);
        return digest is null
            ? StepOutcome.Failed(new Problem("placement_error", "The image does not lie on the host."))
            : StepOutcome.Next(() => run.Data = run.Data with { BaseDigest = digest });
    }

    private static async Task<StepOutcome> GiveUpAsync(FlowRun run, CancellationToken ct)
    {
        var status = await PowerSteps.TruthAsync(run, ct);
        return StepOutcome.Next(() =>
        {
            run.Server.Status = status;
            run.Server.SealedRootPassword = null;
        });
    }

    private static async Task<StepOutcome> PowerStopAsync(FlowRun run, CancellationToken ct)
    {
        await run.Guest.KillAsync(ct);
        return StepOutcome.Next();
    }

    private static async Task<StepOutcome> DeleteDiskAsync(FlowRun run, CancellationToken ct)
    {
        await run.Guest.DeleteDiskAsync(ct);
        return StepOutcome.Next();
    }

    private static async Task<StepOutcome> CreateDiskAsync(FlowRun run, CancellationToken ct)
    {
        await run.Guest.CreateDiskAsync(await NewSpecAsync(run, ct), ct);
        return StepOutcome.Next();
    }

    private static async Task<StepOutcome> WriteSeedAsync(FlowRun run, CancellationToken ct)
    {
        await run.Guest.WriteSeedAsync(await NewSpecAsync(run, ct), run.Seed(), ct);
        return StepOutcome.Next();
    }

    private static async Task<StepOutcome> DefineDomainAsync(FlowRun run, CancellationToken ct)
    {
        await run.Guest.DefineAsync(await NewSpecAsync(run, ct), ct);
        return StepOutcome.Next();
    }

    private static Task<StepOutcome> RecordBaseAsync(FlowRun run, CancellationToken ct) =>
        Task.FromResult(StepOutcome.Next(() =>
        {
            run.Server.ImageId = run.Data.ImageId!.Value;
            run.Server.ImageDigest = run.Data.BaseDigest!;
        }));

    private static Task<StepOutcome> WaitReachableAsync(FlowRun run, CancellationToken ct) =>
        PowerSteps.WaitReachableAsync(
            run,
            () =>
            {
                PowerSteps.ShowRunning(run);
                run.Server.SealedRootPassword = null; // the guest has it, and the answer showed it once
            },
            ct);

    private static async Task<Hypervisor.GuestSpec> NewSpecAsync(FlowRun run, CancellationToken ct) =>
        await run.SpecAsync(await run.TypeAsync(run.Server.ServerTypeId, ct), run.Data.BaseDigest!, ct);
}
