using Hostelry.Portal.Features.Connect;
using Hostelry.Portal.Features.StaffClients;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Identity.Oidc;

using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

using OpenIddict.EntityFrameworkCore.Models;
using OpenIddict.Server;

using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Hostelry.Portal.Composition;

/// <summary>The embedded issuer: OpenIddict over our own context (docs/decisions/0003-openiddict.md).</summary>
internal static class OidcServices
{
    /// <summary>Its tables, for every role: the worker prunes them.</summary>
    public static void AddOidcStore(this IServiceCollection services)
    {
        services.AddOpenIddict().AddCore(core => core
            .UseEntityFrameworkCore()
            .UseDbContext<IdentityDb>()
            .ReplaceDefaultEntities<OidcClient, OidcAuthorization, OpenIddictEntityFrameworkCoreScope<long>, OidcToken, long>());
        services.AddScoped<PruneTokens>();
    }

    /// <summary>Its endpoints and pages, and the check of its tokens on <c>/v1</c>.</summary>
    public static void AddOidcIssuer(this IServiceCollection services, PortalSettings settings)
    {
        services.AddOpenIddict()
            .AddServer(server =>
            {
                Describe(server, settings);
                Restrict(server);
                var web = server.UseAspNetCore()
                    .EnableAuthorizationEndpointPassthrough()
                    .EnableTokenEndpointPassthrough()
                    .EnableUserInfoEndpointPassthrough()
                    .EnableEndSessionEndpointPassthrough()
                    .EnableStatusCodePagesIntegration()
                    .SuppressJsonResponseIndentation();
                if (settings.PublicUrl.Scheme != Uri.UriSchemeHttps)
                {
                    // Plain http is served on loopback alone: HttpGuards sees to that.
                    web.DisableTransportSecurityRequirement();
                }

                server.AddEventHandler<OpenIddictServerEvents.ApplyAuthorizationResponseContext>(SendOn.Authorization)
                    .AddEventHandler<OpenIddictServerEvents.ApplyEndSessionResponseContext>(SendOn.EndSession);
            })
            .AddValidation(validation =>
            {
                validation.UseLocalServer();
                validation.AddAudiences(OidcScopes.Audience(settings.PublicUrl));
                // A revoked token, or one of a consent that ended, is refused at once.
                validation.EnableTokenEntryValidation().EnableAuthorizationEntryValidation();
            });
        services.AddSingleton<OidcKeys>();
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>>(provider => provider.GetRequiredService<OidcKeys>());
        services.AddScoped<CheckGrant>().AddScoped<FindGrant>().AddScoped<FindConsent>().AddScoped<GiveConsent>().AddScoped<ListConsents>().AddScoped<EndConsent>().AddScoped<AskPerson>();
        services.AddScoped<RegisterClient>().AddScoped<RevokeClient>().AddScoped<ReplaceClientSecret>().AddScoped<ListClients>();
        services.AddHttpContextAccessor();
        services.Replace(ServiceDescriptor.Singleton<IAuthenticationSchemeProvider, IssuersAddresses>());
    }

    /// <summary>Before authentication: the keys are there when the issuer is asked.</summary>
    public static void UseIssuerKeys(this WebApplication app) => app.UseWhen(
        IssuersAddresses.Has,
        issuer => issuer.Use(async (context, next) =>
        {
            await context.RequestServices.GetRequiredService<OidcKeys>().ReadyAsync(context.RequestAborted);
            await next(context);
        }));

    private static void Describe(OpenIddictServerBuilder server, PortalSettings settings) => server
        .SetIssuer(settings.PublicUrl)
        .SetAuthorizationEndpointUris("connect/authorize")
        .SetTokenEndpointUris("connect/token")
        .SetUserInfoEndpointUris("connect/userinfo")
        .SetRevocationEndpointUris("connect/revoke")
        .SetEndSessionEndpointUris("connect/end-session")
        .RegisterScopes([.. OidcScopes.All])
        .RegisterClaims(Claims.Subject, Claims.Name, Claims.Email, Claims.EmailVerified, Claims.AuthenticationTime, OidcScopes.Project, OidcScopes.Organization)
        .SetAuthorizationCodeLifetime(OidcLifetimes.Code)
        .SetAccessTokenLifetime(OidcLifetimes.Access)
        .SetIdentityTokenLifetime(OidcLifetimes.Identity)
        .SetRefreshTokenLifetime(OidcLifetimes.Refresh)
        .SetRefreshTokenReuseLeeway(OidcLifetimes.ReuseLeeway);

    /// <summary>One flow, with PKCE by SHA-256 always; answers in the query alone.</summary>
    private static void Restrict(OpenIddictServerBuilder server)
    {
        server.AllowAuthorizationCodeFlow().AllowRefreshTokenFlow().RequireProofKeyForCodeExchange();
        // Clients can ask for no more than the scopes they were registered with, and those are ours: there is no table of scopes.
        server.DisableScopeValidation();
        // APIs of others can read access tokens with the published keys.
        server.DisableAccessTokenEncryption();
        server.Configure(options =>
        {
            options.CodeChallengeMethods.Clear();
            options.CodeChallengeMethods.Add(CodeChallengeMethods.Sha256);
            options.ResponseModes.Clear();
            options.ResponseModes.Add(ResponseModes.Query);
        });
    }
}
