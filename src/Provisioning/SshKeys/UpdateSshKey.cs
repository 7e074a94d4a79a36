#pragma warning disable IDE0060 // signatures first; the body follows
using Hostelry.Billing.Kernel;

namespace Hostelry.Provisioning.SshKeys;

/// <summary>Renames or relabels a public key.</summary>
public sealed class UpdateSshKey
{
    /// <summary>Refusals: <c>not_found</c>, <c>invalid_input</c>, <c>uniqueness_error</c>.</summary>
    /// <param name="name">Null keeps it.</param>
    /// <param name="labels">Null keeps them; otherwise they replace all.</param>
    public Task<Result<SshKeyView>> ExecuteAsync(
        ProjectKey project, long sshKeyId, string? name, IReadOnlyDictionary<string, string>? labels, CancellationToken ct) =>
        Task.FromResult<Result<SshKeyView>>(Problems.NotFound("SSH key"));
}
