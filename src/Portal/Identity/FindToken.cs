using System.Security.Cryptography;

using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>Who a bearer token speaks for. Runs before a tenant is known: see <see cref="BeforeTenant"/>.</summary>
public sealed class FindToken(IdentityDb db)
{
    /// <summary>Null for anything but a living token; what is wrong with it is nobody's business.</summary>
    public async Task<ApiToken?> ExecuteAsync(string secret, CancellationToken ct)
    {
        if (secret.Length != ApiToken.Length)
        {
            return null;
        }

        var hash = ApiToken.HashOf(secret);
        var token = await db.ApiTokens.AsNoTracking()
            .IgnoreQueryFilters([ModuleContext.TenantFilter])
            .SingleOrDefaultAsync(row => row.Hash == hash && row.RevokedAt == null, ct);
        return token is not null && CryptographicOperations.FixedTimeEquals(token.Hash, hash) ? token : null;
    }
}
