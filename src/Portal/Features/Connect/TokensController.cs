using System.Security.Claims;

using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity.Oidc;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;

using OidcErrors = OpenIddict.Abstractions.OpenIddictConstants.Errors;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Hostelry.Portal.Features.Connect;

/// <summary>
/// What clients, not people, ask: tokens for a code or a refresh token, and who the person is. OpenIddict has looked at client,
/// code and PKCE before; here it is asked whether what they stand for still holds.
/// </summary>
[Area("Connect")]
[AllowAnonymous]
[Route("connect")]
public sealed class TokensController : PageController
{
    [HttpPost("token")]
    [IgnoreAntiforgeryToken]
    public async Task<IActionResult> Token(CancellationToken ct)
    {
        if (await StandingAsync(ct) is not ({ } principal, { } standing))
        {
            return Answers.Refuse(OidcErrors.InvalidGrant, "What this was given for does not hold any more.");
        }

        return Answers.Grant(GrantPrincipal.Describe(principal, standing.User));
    }

    [HttpGet("userinfo")]
    [HttpPost("userinfo")]
    [IgnoreAntiforgeryToken]
    public async Task<IActionResult> UserInfo(CancellationToken ct)
    {
        if (await StandingAsync(ct) is not ({ } principal, { } standing))
        {
            return new ChallengeResult(
                [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme],
                new AuthenticationProperties(new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    [OpenIddictServerAspNetCoreConstants.Properties.Error] = OidcErrors.InvalidToken,
                    [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = "The token does not hold any more.",
                }));
        }

        var claims = new Dictionary<string, object>(StringComparer.Ordinal) { [Claims.Subject] = principal.GetClaim(Claims.Subject)! };
        if (principal.HasScope(Scopes.Email) && standing.User.Email is { } email)
        {
            (claims[Claims.Email], claims[Claims.EmailVerified]) = (email, standing.User.EmailConfirmed);
        }

        if (principal.HasScope(Scopes.Profile) && (standing.User.UserName ?? standing.User.Email) is { } name)
        {
            claims[Claims.Name] = name;
        }

        foreach (var place in new[] { OidcScopes.Project, OidcScopes.Organization })
        {
            if (principal.GetClaim(place) is { } id)
            {
                claims[place] = id;
            }
        }

        return Ok(claims);
    }

    private async Task<(ClaimsPrincipal? Principal, StandingGrant? Standing)> StandingAsync(CancellationToken ct)
    {
        var said = await HttpContext.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        return said.Principal is { } principal && OidcGrant.Of(principal) is { } grant
            ? (principal, await HttpContext.RequestServices.GetRequiredService<CheckGrant>().ExecuteAsync(grant, ct))
            : (null, null);
    }
}
