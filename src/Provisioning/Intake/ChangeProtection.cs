#pragma warning disable IDE0060 // signatures first; the body follows
using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Operations;

namespace Hostelry.Provisioning.Intake;

/// <summary>Protects a server from delete or rebuild, or lifts it. Done at once: the action comes back finished.</summary>
public sealed class ChangeProtection
{
    /// <summary>Refusals: <c>not_found</c>, <c>locked</c> (being deleted).</summary>
    /// <param name="delete">Null leaves it as it is.</param>
    /// <param name="rebuild">Null leaves it as it is.</param>
    public Task<Result<OperationView>> ExecuteAsync(
        ProjectKey project, long serverId, bool? delete, bool? rebuild, CancellationToken ct) =>
        Task.FromResult<Result<OperationView>>(Problems.ServerNotFound);
}
