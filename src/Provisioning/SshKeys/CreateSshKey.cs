#pragma warning disable IDE0060 // signatures first; the body follows
using Hostelry.Billing.Kernel;

namespace Hostelry.Provisioning.SshKeys;

/// <summary>Adds a public key to a project.</summary>
public sealed class CreateSshKey
{
    /// <summary>Refusals: <c>invalid_input</c>, <c>uniqueness_error</c> (name or fingerprint), <c>resource_limit_exceeded</c>.</summary>
    public Task<Result<SshKeyView>> ExecuteAsync(
        ProjectKey project,
        string name,
        string publicKey,
        IReadOnlyDictionary<string, string>? labels,
        CancellationToken ct) =>
        Task.FromResult<Result<SshKeyView>>(Problems.NotFound("SSH key"));
}
