#pragma warning disable IDE0060 // signatures first; the body follows
using Hostelry.Billing.Kernel;

namespace Hostelry.Provisioning.Intake;

/// <summary>Accepts a new root password, made here.</summary>
public sealed class ResetPassword
{
    /// <summary>Refusals: <c>not_found</c>, <c>locked</c>, <c>forbidden</c> (suspended).</summary>
    public Task<Result<PasswordAction>> ExecuteAsync(ProjectKey project, long serverId, CancellationToken ct) =>
        Task.FromResult<Result<PasswordAction>>(Problems.ServerNotFound);
}
