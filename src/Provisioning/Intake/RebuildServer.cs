#pragma warning disable IDE0060 // signatures first; the body follows
using Hostelry.Billing.Kernel;

namespace Hostelry.Provisioning.Intake;

/// <summary>Accepts a rebuild: the disk is made anew from an image, all data on it is lost.</summary>
public sealed class RebuildServer
{
    /// <summary>Refusals: <c>not_found</c>, <c>invalid_input</c>, <c>locked</c>, <c>protected</c>, <c>forbidden</c>, <c>placement_error</c> (image not on the host).</summary>
    /// <param name="image">Id or name.</param>
    /// <param name="userData">At most 32 KiB; null keeps what the server has.</param>
    public Task<Result<PasswordAction>> ExecuteAsync(
        ProjectKey project, long serverId, string image, string? userData, CancellationToken ct) =>
        Task.FromResult<Result<PasswordAction>>(Problems.ServerNotFound);
}
