using Hostelry.Portal.Features.OutsideSignIn;

using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Hostelry.Portal.Composition;

/// <summary>
/// Handlers that answer requests themselves look at their own addresses only: the rest of the portal neither pays for the issuer
/// nor stands still when its keys cannot be read.
/// </summary>
internal sealed class IssuersAddresses(IOptions<AuthenticationOptions> options, IHttpContextAccessor accessor)
    : AuthenticationSchemeProvider(options)
{
    /// <summary>Where programs are answered, and no pages are shown.</summary>
    private static readonly PathString[] Programs =
        ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/.well-known/jwks", "/connect/token", "/connect/userinfo", "/connect/revoke"];

    public static bool Has(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/connect", StringComparison.OrdinalIgnoreCase)
        || context.Request.Path.StartsWithSegments(OutsideServices.Callback, StringComparison.OrdinalIgnoreCase)
        || IsForPrograms(context);

    public static bool IsForPrograms(HttpContext context) =>
        Array.Exists(Programs, path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));

    public override Task<IEnumerable<AuthenticationScheme>> GetRequestHandlerSchemesAsync() =>
        accessor.HttpContext is { } context && Has(context)
            ? base.GetRequestHandlerSchemesAsync()
            : Task.FromResult<IEnumerable<AuthenticationScheme>>([]);
}
