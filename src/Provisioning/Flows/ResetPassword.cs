using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Operations;

namespace Hostelry.Provisioning.Flows;

/// <summary>Gives root the password that waits sealed in the server's row, and erases it there.</summary>
public sealed class ResetPassword : Flow
{
    public override string Kind => OperationKind.ResetPassword;

    public override IReadOnlyList<Step> Steps { get; } =
    [
        new("set-password", SetPasswordAsync, ForgetPasswordAsync),
    ];

    private static async Task<StepOutcome> SetPasswordAsync(FlowRun run, CancellationToken ct)
    {
        if (run.RootPassword() is not { } password)
        {
            return StepOutcome.Failed(new Problem("server_error", "There is no password to set."));
        }

        await run.Guest.SetRootPasswordAsync(password, ct);
        return StepOutcome.Next(() => run.Server.SealedRootPassword = null);
    }

    /// <summary>The old password cannot be brought back: nobody knows it. The new one must not wait any longer.</summary>
    private static Task<StepOutcome> ForgetPasswordAsync(FlowRun run, CancellationToken ct) =>
        Task.FromResult(StepOutcome.Next(() => run.Server.SealedRootPassword = null));
}
