#pragma warning disable IDE0060 // signatures first; the body follows
using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Operations;

namespace Hostelry.Provisioning.Intake;

/// <summary>Accepts a change of server type, running or off.</summary>
public sealed class ChangeType
{
    /// <summary>
    /// Refusals: <c>not_found</c>, <c>locked</c>, <c>forbidden</c>, <c>invalid_server_type</c> (the same, retired, another
    /// kind, or a disk that would shrink), <c>resource_limit_exceeded</c>, <c>placement_error</c>, <c>insufficient_funds</c>.
    /// </summary>
    /// <param name="serverType">Id or name.</param>
    /// <param name="upgradeDisk">False keeps the disk as it is, so that the change can be taken back.</param>
    public Task<Result<OperationView>> ExecuteAsync(
        ProjectKey project, long serverId, string serverType, bool upgradeDisk, CancellationToken ct) =>
        Task.FromResult<Result<OperationView>>(Problems.ServerNotFound);
}
