using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>Ends an API token at once.</summary>
public sealed class RevokeToken(IdentityDb db, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>When it ended. Refusals: <c>not_found</c> (never there, or revoked before).</summary>
    /// <param name="tokenId">Which.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="projectId">It must be this project's; null: any in reach of the tenant.</param>
    public Task<Result<DateTimeOffset>> ExecuteAsync(long tokenId, CancellationToken ct, long? projectId = null) =>
        database.InTransactionAsync(() => RevokeAsync(tokenId, projectId, ct), ct);

    private async Task<Result<DateTimeOffset>> RevokeAsync(long tokenId, long? projectId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var living = db.Reachable<ApiToken>().Where(token => token.Id == tokenId && token.RevokedAt == null
            && (projectId == null || token.ProjectId == projectId));
        var organizationId = await living.Select(token => (long?)token.OrganizationId).SingleOrDefaultAsync(ct);
        // The row's update is the lock: of two at once, one finds it revoked.
        if (await living.ExecuteUpdateAsync(set => set.SetProperty(token => token.RevokedAt, now), ct) == 0)
        {
            return new Problem("not_found", $"id: there is no living token {tokenId}.", "id");
        }

        await audit.WriteAsync("token.revoke", organizationId, ct, $"token:{tokenId}");
        return now;
    }
}
