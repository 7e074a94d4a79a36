using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

using OpenIddict.Abstractions;

using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Hostelry.Portal.Identity.Oidc;

/// <summary>What a code or token of the issuer says: who let which client in where. Whether it still holds is asked at every use.</summary>
/// <param name="UserId">The person.</param>
/// <param name="ClientId">The client's public name.</param>
/// <param name="OrganizationId">Null when no project was asked for.</param>
/// <param name="ProjectId">Null together with <paramref name="OrganizationId"/>.</param>
/// <param name="Stamp">Hash of the account's security stamp when it was given.</param>
/// <param name="Scopes">What was allowed.</param>
internal sealed record OidcGrant(
    long UserId, string ClientId, long? OrganizationId, long? ProjectId, string Stamp, IReadOnlyList<string> Scopes)
{
    /// <summary>Null when it is none of ours.</summary>
    public static OidcGrant? Of(ClaimsPrincipal principal) =>
        Number(principal, Claims.Subject) is { } user && principal.GetClaim(OidcScopes.Stamp) is { } stamp
            ? new OidcGrant(
                user,
                principal.GetClaim(Claims.ClientId) ?? principal.GetClaim(Claims.Private.Presenter) ?? "",
                Number(principal, OidcScopes.Organization),
                Number(principal, OidcScopes.Project),
                stamp,
                [.. principal.GetScopes()])
            : null;

    /// <summary>The stamp as tokens carry it: clients read their access token, and the stamp itself is nobody's business.</summary>
    public static string HashOf(string? securityStamp) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes("oidc:" + securityStamp)), 0, 16);

    private static long? Number(ClaimsPrincipal principal, string claim) =>
        long.TryParse(principal.GetClaim(claim), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
