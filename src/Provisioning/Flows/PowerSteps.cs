using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Provisioning.Flows;

/// <summary>The steps of starting and stopping that several flows share. Each looks before it acts.</summary>
internal static class PowerSteps
{
    private static readonly TimeSpan QuickBoot = TimeSpan.FromSeconds(5);

    /// <summary>Undo of whatever only changed what the server shows: shows what is there.</summary>
    public static async Task<StepOutcome> ShowTruthAsync(FlowRun run, CancellationToken ct)
    {
        var status = await TruthAsync(run, ct);
        return StepOutcome.Next(() => run.Server.Status = status);
    }

    /// <summary>What the host says of the guest, in the server's words.</summary>
    public static async Task<ServerStatus> TruthAsync(FlowRun run, CancellationToken ct) =>
        (await run.Guest.ObserveAsync(ct)).State switch
        {
            GuestState.Running => ServerStatus.Running,
            GuestState.Off => ServerStatus.Off,
            GuestState.Absent => ServerStatus.Unknown,
        };

    /// <summary>
    /// Defines the domain from the rows before every start: somebody may have removed it, or a worker that froze at the
    /// wrong instant may have written an old one.
    /// </summary>
    public static async Task<StepOutcome> StartAsync(FlowRun run, CancellationToken ct)
    {
        if (run.Server.Suspended)
        {
            return StepOutcome.Failed(Problems.Suspended);
        }

        var seen = await run.Guest.ObserveAsync(ct);
        if (seen.State != GuestState.Running)
        {
            await run.Guest.DefineAsync(await run.SpecAsync(ct), ct);
        }

        await run.Guest.StartAsync(ct); // also lets one that runs start again by itself, after the host's reboot
        return StepOutcome.Next();
    }

    public static async Task<StepOutcome> WaitRunningAsync(FlowRun run, CancellationToken ct)
    {
        var seen = await run.Guest.ObserveAsync(ct);
        return seen.State == GuestState.Running ? StepOutcome.Next(() => ShowRunning(run))
            : BootIsOver(run) ? StoppedAgain()
            : run.LookAgain();
    }

    /// <summary>
    /// Waits until SSH answers; a guest that stopped meanwhile is started again. When its time to boot is over, one that
    /// runs is taken as it is: what it is silent about is its owner's affair, and must not hold up server and charge.
    /// </summary>
    public static async Task<StepOutcome> WaitReachableAsync(FlowRun run, Action ready, CancellationToken ct)
    {
        if (await run.Guest.AnswersAsync(await run.AddressAsync(ct), ct))
        {
            return StepOutcome.Next(ready);
        }

        // A look at the host costs it a process: none while the guest may answer at any moment.
        if (run.Now - run.Operation.StepSince < QuickBoot)
        {
            return run.LookAgain();
        }

        var running = (await run.Guest.ObserveAsync(ct)).State == GuestState.Running;
        if (BootIsOver(run))
        {
            return running ? StepOutcome.Next(ready) : StoppedAgain();
        }

        if (!running)
        {
            await run.Guest.StartAsync(ct);
        }

        return run.LookAgain();
    }

    public static void ShowRunning(FlowRun run)
    {
        run.Server.Status = ServerStatus.Running;
        run.Server.WantsPower = true;
    }

    public static async Task<StepOutcome> KillAsync(FlowRun run, CancellationToken ct)
    {
        await run.Guest.KillAsync(ct);
        return StepOutcome.Next(() => run.Server.Status = ServerStatus.Off);
    }

    public static async Task<StepOutcome> RequestShutdownAsync(FlowRun run, CancellationToken ct)
    {
        var seen = await run.Guest.ObserveAsync(ct);
        if (seen.State == GuestState.Running)
        {
            await run.Guest.RequestShutdownAsync(ct);
        }

        return StepOutcome.Next();
    }

    /// <summary>Waits for the guest that was asked to stop; when its grace is over, pulls the plug.</summary>
    public static async Task<StepOutcome> WaitOffOrKillAsync(FlowRun run, CancellationToken ct)
    {
        var seen = await run.Guest.ObserveAsync(ct);
        if (seen.State == GuestState.Running && !GraceIsOver(run))
        {
            return run.LookAgain();
        }

        await run.Guest.KillAsync(ct); // one that went by itself is kept off by it
        return StepOutcome.Next(() => run.Server.Status = ServerStatus.Off);
    }

    public static bool GraceIsOver(FlowRun run) => run.Now - run.Operation.StepSince >= run.Settings.ShutdownGrace;

    private static StepOutcome StoppedAgain() =>
        StepOutcome.Failed(new Problem("guest_stopped", "The guest was started and stopped again by itself."));

    private static bool BootIsOver(FlowRun run) => run.Now - run.Operation.StepSince >= run.Settings.BootGrace;
}
