using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Hostelry.Portal.Api.Shared;

/// <summary>Bearer tokens of <c>/v1</c>: finds the token by its hash, then lets the scope act for its organization.</summary>
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

        var services = Context.RequestServices;
        var find = services.GetRequiredService<FindToken>();
        var token = await find.ExecuteAsync(header[Prefix.Length..].Trim(), Context.RequestAborted);
        if (token is null)
        {
            return AuthenticateResult.Fail("unknown token");
        }

        var actor = string.Create(CultureInfo.InvariantCulture, $"token:{token.Id}");
        services.GetRequiredService<Tenant>().ActForOrganization(token.OrganizationId, actor);
        services.GetRequiredService<ApiCaller>().Become(token);
        await NoteUseAsync(services.GetRequiredService<IdentityDb>(), token);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, actor)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        ApiErrors.WriteAsync(Context, ApiErrors.Unauthorized);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ApiErrors.WriteAsync(Context, ApiErrors.Forbidden);

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
