using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Provisioning.Flows;

/// <summary>
/// From the accepted order to a server that answers and is paid for. The order has reserved host, slot and address in
/// rows; nothing is on the host before step two. When it fails, the server and its pending subscription end, uncharged.
/// </summary>
public sealed class CreateServer : Flow
{
    public override string Kind => OperationKind.CreateServer;

    public override ServerStatus? AcceptedStatus => ServerStatus.Initializing;

    public override IReadOnlyList<Step> Steps { get; } =
    [
        new("hold-reservation", HoldReservationAsync, GiveReservationBackAsync),
        new("create-disk", CreateDiskAsync, DeleteDiskAsync),
        new("write-seed", WriteSeedAsync, UndoAsync: null), // lies in the disk, goes with it
        new("define-domain", DefineDomainAsync, UndefineDomainAsync),
        new("start-domain", StartDomainAsync, StopDomainAsync),
        new("wait-reachable", WaitReachableAsync, UndoAsync: null), // what it starts again, the step before stops
        new("start-period", StartPeriodAsync, UndoAsync: null), // the customer pays from here: there is no way back
    ];

    /// <summary>The order did all the work in its own transaction; the step is here for its undo.</summary>
    private static Task<StepOutcome> HoldReservationAsync(FlowRun run, CancellationToken ct) =>
        Task.FromResult(StepOutcome.Next());

    private static Task<StepOutcome> GiveReservationBackAsync(FlowRun run, CancellationToken ct) =>
        Task.FromResult(StepOutcome.Next(token => Farewell.WriteAsync(run, token)));

    private static async Task<StepOutcome> CreateDiskAsync(FlowRun run, CancellationToken ct)
    {
        await run.Guest.CreateDiskAsync(await run.SpecAsync(ct), ct);
        return StepOutcome.Next();
    }

    private static async Task<StepOutcome> DeleteDiskAsync(FlowRun run, CancellationToken ct)
    {
        await run.Guest.DeleteDiskAsync(ct);
        return StepOutcome.Next();
    }

    private static async Task<StepOutcome> WriteSeedAsync(FlowRun run, CancellationToken ct)
    {
        await run.Guest.WriteSeedAsync(await run.SpecAsync(ct), run.Seed(), ct);
        return StepOutcome.Next();
    }

    private static async Task<StepOutcome> DefineDomainAsync(FlowRun run, CancellationToken ct)
    {
        await run.Guest.DefineAsync(await run.SpecAsync(ct), ct);
        return StepOutcome.Next();
    }

    private static async Task<StepOutcome> UndefineDomainAsync(FlowRun run, CancellationToken ct)
    {
        await run.Guest.UndefineAsync(ct);
        return StepOutcome.Next();
    }

    private static async Task<StepOutcome> StartDomainAsync(FlowRun run, CancellationToken ct)
    {
        if (run.Data.LeaveOff)
        {
            return StepOutcome.Next();
        }

        var seen = await run.Guest.ObserveAsync(ct);
        if (seen.State != GuestState.Running)
        {
            await run.Guest.StartAsync(ct);
        }

        return StepOutcome.Next(() => run.Server.Status = ServerStatus.Starting);
    }

    private static async Task<StepOutcome> StopDomainAsync(FlowRun run, CancellationToken ct)
    {
        await run.Guest.KillAsync(ct);
        return StepOutcome.Next();
    }

    /// <summary>
    /// Ready is when SSH answers, or when the guest was left to itself for its time to boot and runs; for a server that
    /// was ordered off, when it is defined.
    /// </summary>
    private static async Task<StepOutcome> WaitReachableAsync(FlowRun run, CancellationToken ct)
    {
        void Ready() => run.Data = run.Data with { ReadyAt = run.Now };
        return run.Data.LeaveOff ? StepOutcome.Next(Ready) : await PowerSteps.WaitReachableAsync(run, Ready, ct);
    }

    private static Task<StepOutcome> StartPeriodAsync(FlowRun run, CancellationToken ct) =>
        Task.FromResult(StepOutcome.Next(async token =>
        {
            run.Server.Status = run.Data.LeaveOff ? ServerStatus.Off : ServerStatus.Running;
            run.Server.WantsPower = !run.Data.LeaveOff;
            run.Server.SealedRootPassword = null; // the guest has it, and the order's answer showed it once
            return await run.Billing.MarkReady.ExecuteAsync(
                run.Server.SubscriptionId, run.Operation.Id, run.Data.ReadyAt!.Value, token);
        }));
}
