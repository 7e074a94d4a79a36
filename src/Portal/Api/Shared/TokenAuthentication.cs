using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Identity.Oidc;
using Hostelry.Provisioning;

using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Hostelry.Portal.Api.Shared;

/// <summary>
/// Bearer tokens of <c>/v1</c>: a project's own is found by its hash, one of the issuer is looked at with its keys. Then the
/// scope acts for the organization.
/// </summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "token";

    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string? header = Request.Headers.Authorization;
        if (header?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) != true)
        {
            return AuthenticateResult.NoResult();
        }

        var bearer = header[Prefix.Length..].Trim();
        var actor = bearer.Length == ApiToken.Length ? await ByTokenAsync(bearer) : await ByGrantAsync(bearer);
        if (actor is null)
        {
            return AuthenticateResult.Fail("unknown token");
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, actor)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // RFC 6750: OAuth clients look here, not into the body.
        Response.Headers.WWWAuthenticate = Request.Headers.Authorization.Count > 0 ? "Bearer error=\"invalid_token\"" : "Bearer";
        return ApiErrors.WriteAsync(Context, ApiErrors.Unauthorized);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ApiErrors.WriteAsync(Context, ApiErrors.Forbidden);

    private ApiCaller Caller => Context.RequestServices.GetRequiredService<ApiCaller>();

    /// <summary>Who acts; null for anything but a living token of a project.</summary>
    private async Task<string?> ByTokenAsync(string secret)
    {
        var services = Context.RequestServices;
        if (await services.GetRequiredService<FindToken>().ExecuteAsync(secret, Context.RequestAborted) is not { } token)
        {
            return null;
        }

        var actor = string.Create(CultureInfo.InvariantCulture, $"token:{token.Id}");
        services.GetRequiredService<Tenant>().ActForOrganization(token.OrganizationId, actor);
        Caller.Become(new ProjectKey(token.OrganizationId, token.ProjectId), token.Scope);
        await NoteUseAsync(services.GetRequiredService<IdentityDb>(), token);
        return actor;
    }

    /// <summary>Who acts; null for anything but an access token of the issuer that still holds.</summary>
    private async Task<string?> ByGrantAsync(string token)
    {
        var find = Context.RequestServices.GetRequiredService<FindGrant>();
        if (await find.ExecuteAsync(token, Context.RequestAborted) is not var (grant, scope))
        {
            return null;
        }

        Caller.Become(new ProjectKey(grant.OrganizationId!.Value, grant.ProjectId!.Value), scope);
        return CheckGrant.ActorOf(grant);
    }

    /// <summary>To the minute, so that reading costs no write.</summary>
    private async Task NoteUseAsync(IdentityDb db, ApiToken token)
    {
        var now = clock.GetUtcNow();
        if (token.LastUsedAt is null || now - token.LastUsedAt > TimeSpan.FromMinutes(1))
        {
            await db.ApiTokens.Where(row => row.Id == token.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastUsedAt, now), Context.RequestAborted);
        }
    }
}
