#pragma warning disable IDE0060 // signatures first; the body follows
using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Listing;

namespace Hostelry.Provisioning.SshKeys;

/// <summary>Which keys of a project are asked for; null and empty mean no restriction.</summary>
/// <param name="Sort"><c>id</c>, <c>name</c>, each with <c>:asc</c> or <c>:desc</c>.</param>
public sealed record SshKeyFilter(
    string? Name = null, string? Fingerprint = null, string? LabelSelector = null, IReadOnlyList<string>? Sort = null);

/// <summary>Reads a project's public keys.</summary>
public sealed class SshKeyQueries
{
    /// <summary>Refusals: <c>not_found</c>.</summary>
    public Task<Result<SshKeyView>> GetAsync(ProjectKey project, long sshKeyId, CancellationToken ct) =>
        Task.FromResult<Result<SshKeyView>>(Problems.NotFound("SSH key"));

    /// <summary>Refusals: <c>invalid_input</c> (label_selector, sort).</summary>
    public Task<Result<Paged<SshKeyView>>> ListAsync(
        ProjectKey project, SshKeyFilter filter, Page page, CancellationToken ct) =>
        Task.FromResult<Result<Paged<SshKeyView>>>(new Paged<SshKeyView>([], 0, page));
}
