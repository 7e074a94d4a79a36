using System.Globalization;

using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

using OpenIddict.Core;

namespace Hostelry.Portal.Identity.Oidc;

/// <summary>The issuer forgets a client, and everything that it was given ends at once. Of staff.</summary>
internal sealed class RevokeClient(
    IdentityDb db,
    Database database,
    OpenIddictAuthorizationManager<OidcAuthorization> authorizations,
    OpenIddictTokenManager<OidcToken> tokens,
    AuditLog audit,
    TimeProvider clock)
{
    /// <summary>Refusals: <c>not_found</c> (never there, or revoked before).</summary>
    public Task<Result<Done>> ExecuteAsync(long clientId, CancellationToken ct) =>
        database.InTransactionAsync(() => RevokeAsync(clientId, ct), ct);

    private async Task<Result<Done>> RevokeAsync(long clientId, CancellationToken ct)
    {
        // First what it was given: once the client is revoked, the filter hides it from these statements. A token that comes about
        // meanwhile is worth nothing all the same: every use asks whether the client lives (CheckGrant).
        var id = clientId.ToString(CultureInfo.InvariantCulture);
        await authorizations.RevokeByApplicationIdAsync(id, ct);
        await tokens.RevokeByApplicationIdAsync(id, ct);
        var now = clock.GetUtcNow();
        // The row's update is the lock: of two at once, one finds it revoked.
        if (await db.OidcClients.Where(row => row.Id == clientId)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.RevokedAt, now), ct) == 0)
        {
            return new Problem("not_found", "There is no such client.");
        }

        await audit.WriteAsync("client.revoke", null, ct, $"client:{clientId}");
        return default(Done);
    }
}
