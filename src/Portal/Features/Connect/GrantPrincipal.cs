using System.Globalization;
using System.Security.Claims;

using Hostelry.Portal.Identity;
using Hostelry.Portal.Identity.Oidc;

using OpenIddict.Abstractions;

using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Hostelry.Portal.Features.Connect;

/// <summary>Makes what codes and tokens carry, and says which claim goes into which of them.</summary>
internal static class GrantPrincipal
{
    /// <param name="user">Whose tokens they are.</param>
    /// <param name="consent">What the person allowed, and where.</param>
    /// <param name="organizationId">Of the consent's project.</param>
    /// <param name="scopes">What is given now: at most what was allowed.</param>
    /// <param name="verifiedAt">When the person last proved who they are.</param>
    /// <param name="audience">Of access tokens.</param>
    public static ClaimsPrincipal Of(
        User user, Consent consent, long? organizationId, IEnumerable<string> scopes, DateTimeOffset verifiedAt, string audience)
    {
        var identity = new ClaimsIdentity("oidc", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, user.Id.ToString(CultureInfo.InvariantCulture));
        identity.SetClaim(OidcScopes.Stamp, OidcGrant.HashOf(user.SecurityStamp));
        identity.SetClaim(Claims.AuthenticationTime, verifiedAt.ToUnixTimeSeconds());
        if (consent.ProjectId is { } project && organizationId is { } organization)
        {
            identity.SetClaim(OidcScopes.Project, project.ToString(CultureInfo.InvariantCulture));
            identity.SetClaim(OidcScopes.Organization, organization.ToString(CultureInfo.InvariantCulture));
        }

        var principal = new ClaimsPrincipal(identity);
        principal.SetScopes(scopes);
        principal.SetResources(audience);
        principal.SetAuthorizationId(consent.Id.ToString(CultureInfo.InvariantCulture));
        return Describe(principal, user);
    }

    /// <summary>Says of the person what the scopes allow, as it is now.</summary>
    public static ClaimsPrincipal Describe(ClaimsPrincipal principal, User user)
    {
        principal.SetClaim(Claims.Email, principal.HasScope(Scopes.Email) ? user.Email : null);
        principal.SetClaim(Claims.EmailVerified, principal.HasScope(Scopes.Email) ? user.EmailConfirmed.ToString().ToLowerInvariant() : null);
        principal.SetClaim(Claims.Name, principal.HasScope(Scopes.Profile) ? user.UserName ?? user.Email : null);
        principal.SetDestinations(DestinationsOf);
        return principal;
    }

    private static IEnumerable<string> DestinationsOf(Claim claim) => claim.Type switch
    {
        // Nothing about the person in what is sent to APIs.
        Claims.Email or Claims.EmailVerified or Claims.Name or Claims.AuthenticationTime => [Destinations.IdentityToken],
        OidcScopes.Project or OidcScopes.Organization => [Destinations.AccessToken, Destinations.IdentityToken],
        OidcScopes.Stamp => [Destinations.AccessToken],
        _ => [Destinations.AccessToken, Destinations.IdentityToken],
    };
}
