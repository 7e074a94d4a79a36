using Microsoft.EntityFrameworkCore;

using OpenIddict.Core;

namespace Hostelry.Portal.Identity.Oidc;

/// <summary>Removes codes, tokens and consents that ended a while ago, and keys that nothing needs any more. Runs as worker.</summary>
internal sealed class PruneTokens(
    OpenIddictTokenManager<OidcToken> tokens,
    OpenIddictAuthorizationManager<OidcAuthorization> authorizations,
    IdentityDb db,
    TimeProvider clock)
{
    /// <summary>How many rows went.</summary>
    public async Task<long> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var rows = await tokens.PruneAsync(now - OidcLifetimes.KeptRows, ct);
        // Only what has no token left goes, so tokens first.
        rows += await authorizations.PruneAsync(now - OidcLifetimes.KeptRows, ct);
        var oldest = now - OidcKeys.KeptAfterwards;
        return rows + await db.OidcKeys.Where(key => key.EndsAt <= oldest).ExecuteDeleteAsync(ct);
    }
}
