using Hostelry.Portal.Composition;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity.Oidc;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Hostelry.Portal.Features.OutsideSignIn;

/// <summary>Signing in with <c>Oidc:Authority</c>: code and PKCE, the answer in the query, its tokens looked at and not kept.</summary>
internal static class OutsideServices
{
    public const string Scheme = "outside";

    /// <summary>Where the provider sends people back to; registered there.</summary>
    public const string Callback = "/sign-in/outside/back";

    public static void AddOutsideSignIn(this IServiceCollection services, PortalSettings settings)
    {
        services.AddScoped<EnterFromOutside>().AddScoped<LinkOutside>().AddScoped<UnlinkOutside>().AddScoped<TellOfOutside>().AddScoped<OutsideArrival>();
        if (settings.Oidc.IsOn)
        {
            services.AddAuthentication().AddOpenIdConnect(Scheme, options => Configure(options, settings));
        }
    }

    private static void Configure(OpenIdConnectOptions options, PortalSettings settings)
    {
        var secure = settings.PublicUrl.Scheme == Uri.UriSchemeHttps;
        options.Authority = settings.Oidc.Authority!.AbsoluteUri;
        options.RequireHttpsMetadata = settings.Oidc.Authority.Scheme == Uri.UriSchemeHttps;
        options.ClientId = settings.Oidc.ClientId;
        options.ClientSecret = settings.Oidc.ClientSecret;
        options.CallbackPath = Callback;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.SaveTokens = false;
        options.DisableTelemetry = true;
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = true;
        options.Scope.Clear();
        options.Scope.Add("openid");
        options.Scope.Add("email");
        options.ClaimActions.MapUniqueJsonKey("email", "email");
        options.ClaimActions.MapUniqueJsonKey("email_verified", "email_verified");
        // The session is ours: no cookie is made of the provider's claims.
        options.SignInScheme = CustomerCookies.Pending;
        foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
        {
            cookie.HttpOnly = true;
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        }

        options.Events.OnTicketReceived = ArriveAsync;
        options.Events.OnRemoteFailure = FailAsync;
    }

    private static async Task ArriveAsync(TicketReceivedContext context)
    {
        context.HandleResponse();
        var arrival = context.HttpContext.RequestServices.GetRequiredService<OutsideArrival>();
        context.Response.Redirect(await arrival.ExecuteAsync(context.HttpContext, context.Principal!, context.Properties!));
    }

    /// <summary>The provider refused, or somebody came with an answer to no question of ours.</summary>
    private static Task FailAsync(RemoteFailureContext context)
    {
        context.HandleResponse();
        context.Response.Redirect("/sign-in/outside/failed");
        return Task.CompletedTask;
    }
}
