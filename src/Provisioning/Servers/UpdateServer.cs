#pragma warning disable IDE0060 // signatures first; the body follows
using Hostelry.Billing.Kernel;

namespace Hostelry.Provisioning.Servers;

/// <summary>Renames or relabels a server.</summary>
public sealed class UpdateServer
{
    /// <summary>Refusals: <c>not_found</c>, <c>invalid_input</c>, <c>uniqueness_error</c>, <c>locked</c> (being deleted).</summary>
    /// <param name="name">Null keeps it. The guest's own host name does not change.</param>
    /// <param name="labels">Null keeps them; otherwise they replace all.</param>
    public Task<Result<ServerView>> ExecuteAsync(
        ProjectKey project, long serverId, string? name, IReadOnlyDictionary<string, string>? labels, CancellationToken ct) =>
        Task.FromResult<Result<ServerView>>(Problems.ServerNotFound);
}
