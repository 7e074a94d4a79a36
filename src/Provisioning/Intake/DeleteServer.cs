#pragma warning disable IDE0060 // signatures first; the body follows
using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Operations;

namespace Hostelry.Provisioning.Intake;

/// <summary>Accepts the deletion of a server; its charge ends now.</summary>
public sealed class DeleteServer
{
    /// <summary>
    /// A server that is being deleted already gives the running action again. Refusals: <c>not_found</c>, <c>protected</c>.
    /// </summary>
    public Task<Result<OperationView>> ExecuteAsync(ProjectKey project, long serverId, CancellationToken ct) =>
        Task.FromResult<Result<OperationView>>(Problems.ServerNotFound);
}
