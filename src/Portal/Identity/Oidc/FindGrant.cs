using OpenIddict.Abstractions;
using OpenIddict.Validation;

namespace Hostelry.Portal.Identity.Oidc;

/// <summary>Whom an access token of the issuer speaks for on <c>/v1</c>.</summary>
internal sealed class FindGrant(OidcKeys keys, OpenIddictValidationService validation, CheckGrant check)
{
    /// <summary>
    /// Null for anything but a token of our issuer, for our API, that was neither revoked nor outlived by its consent, its
    /// person, the membership or the project.
    /// </summary>
    public async Task<(OidcGrant Grant, TokenScope Scope)?> ExecuteAsync(string token, CancellationToken ct)
    {
        await keys.ReadyAsync(ct);
        OidcGrant? grant;
        try
        {
            grant = OidcGrant.Of(await validation.ValidateAccessTokenAsync(token, ct));
        }
        catch (OpenIddictExceptions.ProtocolException)
        {
            // How it refuses a token.
            return null;
        }

        return grant?.ProjectId is not null && await check.ExecuteAsync(grant, ct) is { Role: { } role } && ScopeOf(grant, role) is { } scope
            ? (grant, scope)
            : null;
    }

    /// <summary>What the consent and the role both allow; null when that is nothing.</summary>
    private static TokenScope? ScopeOf(OidcGrant grant, MemberRole role) =>
        grant.Scopes.Contains(OidcScopes.ServersWrite) && role.Has(Permission.ManageServers) ? TokenScope.ReadWrite
        : OidcScopes.WantProject(grant.Scopes) && role.Has(Permission.SeeServers) ? TokenScope.Read
        : null;
}
