using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Operations;

namespace Hostelry.Provisioning.Flows;

/// <summary>
/// Another server type: memory, CPU and process limits at once, the disk when the type's is larger and its owner did not
/// want to keep it. Acceptance has checked funds and taken the host's room for the larger of both types.
/// </summary>
public sealed class ChangeType : Flow
{
    public override string Kind => OperationKind.ChangeType;

    public override IReadOnlyList<Step> Steps { get; } =
    [
        new("hold-reservation", HoldReservationAsync, GiveReservationBackAsync),
        new("set-limits", SetLimitsAsync, SetOldLimitsAsync),
        new("grow-disk", GrowDiskAsync, RecordDiskAsync),
        new("change-charge", ChangeChargeAsync, UndoAsync: null), // the customer pays the new type from here
    ];

    private static Task<StepOutcome> HoldReservationAsync(FlowRun run, CancellationToken ct) =>
        Task.FromResult(run.Server.Suspended
            ? StepOutcome.Failed(Problems.Suspended)
            : StepOutcome.Next());

    private static async Task<StepOutcome> GiveReservationBackAsync(FlowRun run, CancellationToken ct)
    {
        var old = await run.TypeAsync(run.Server.ServerTypeId, ct);
        return StepOutcome.Next(async token =>
        {
            await ReserveAsync(run, old, token);
            return await run.Billing.CancelChange.ExecuteAsync(run.Server.SubscriptionId, token);
        });
    }

    private static async Task<StepOutcome> SetLimitsAsync(FlowRun run, CancellationToken ct)
    {
        var type = await run.TypeAsync(run.Data.ServerTypeId!.Value, ct);
        await run.Guest.SetLimitsAsync(await run.SpecAsync(type, run.Server.ImageDigest, ct), ct);
        return StepOutcome.Next();
    }

    private static async Task<StepOutcome> SetOldLimitsAsync(FlowRun run, CancellationToken ct)
    {
        await run.Guest.SetLimitsAsync(await run.SpecAsync(ct), ct);
        return StepOutcome.Next();
    }

    private static async Task<StepOutcome> GrowDiskAsync(FlowRun run, CancellationToken ct)
    {
        var type = await run.TypeAsync(run.Data.ServerTypeId!.Value, ct);
        if (run.Data.KeepDisk || type.DiskBytes <= run.Server.DiskBytes)
        {
            return StepOutcome.Next();
        }

        await run.Guest.GrowDiskAsync(type.DiskBytes, ct);
        return StepOutcome.Next(() => run.Server.DiskBytes = type.DiskBytes);
    }

    /// <summary>A disk never shrinks: the undo only writes down how large it has become.</summary>
    private static async Task<StepOutcome> RecordDiskAsync(FlowRun run, CancellationToken ct)
    {
        var seen = await run.Guest.ObserveAsync(ct);
        return StepOutcome.Next(() => run.Server.DiskBytes = seen.DiskBytes ?? run.Server.DiskBytes);
    }

    private static async Task<StepOutcome> ChangeChargeAsync(FlowRun run, CancellationToken ct)
    {
        var type = await run.TypeAsync(run.Data.ServerTypeId!.Value, ct);
        return StepOutcome.Next(async token =>
        {
            run.Server.ServerTypeId = type.Id;
            await ReserveAsync(run, type, token);
            return await run.Billing.ChangeSubscription.ExecuteAsync(
                run.Server.SubscriptionId, type.ProductCode, run.Now, token);
        });
    }

    private static async Task ReserveAsync(FlowRun run, Catalogue.ServerType type, CancellationToken ct)
    {
        if (await run.ReservationAsync(ct) is HostReservation room)
        {
            room.Cores = type.Cores;
            room.MemoryBytes = type.MemoryBytes;
            room.DiskBytes = run.Server.DiskBytes;
        }
    }
}
