#pragma warning disable IDE0060 // signatures first; the body follows
using Hostelry.Billing.Kernel;

namespace Hostelry.Provisioning.SshKeys;

/// <summary>Removes a public key from a project; servers that have it keep it.</summary>
public sealed class DeleteSshKey
{
    /// <summary>Refusals: <c>not_found</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(ProjectKey project, long sshKeyId, CancellationToken ct) =>
        Task.FromResult<Result<Done>>(Problems.NotFound("SSH key"));
}
