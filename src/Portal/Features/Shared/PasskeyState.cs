using Hostelry.Portal.Composition;

using Microsoft.AspNetCore.DataProtection;

namespace Hostelry.Portal.Features.Shared;

/// <summary>What an authenticator was asked, kept by the browser that asked, sealed, for five minutes and one answer.</summary>
internal sealed class PasskeyState(IDataProtectionProvider protection, PortalSettings settings)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(5);

    private readonly ITimeLimitedDataProtector _seal = protection.CreateProtector("passkey").ToTimeLimitedDataProtector();

    private bool Secure => settings.PublicUrl.Scheme == Uri.UriSchemeHttps;

    private string Name => (Secure ? "__Host-hostelry-" : "hostelry-") + "passkey";

    public void Keep(HttpContext context, string? state) =>
        context.Response.Cookies.Append(Name, _seal.Protect(state ?? "", Lasts), Options());

    /// <summary>Null when nothing was asked, or too long ago.</summary>
    public string? Take(HttpContext context)
    {
        context.Response.Cookies.Delete(Name, Options());
        try
        {
            return context.Request.Cookies[Name] is { Length: > 0 } kept ? _seal.Unprotect(kept) : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private CookieOptions Options() => new()
    {
        Path = "/",
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = Secure,
        IsEssential = true,
        MaxAge = Lasts,
    };
}
