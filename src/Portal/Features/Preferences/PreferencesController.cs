using Hostelry.Portal.Composition;
using Hostelry.Portal.Features.Shared;

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.Preferences;

/// <summary>One button's worth: a language or a theme, and where to go on.</summary>
public sealed class PreferencesForm
{
    public string? Language { get; init; }

    public string? Theme { get; init; }

    public string? Back { get; init; }
}

/// <summary>What a visitor chose for the look of the pages; kept in the browser, so that it holds before signing in.</summary>
[Area("Preferences")]
[AllowAnonymous]
[Route("preferences")]
public sealed class PreferencesController(PortalSettings settings) : PageController
{
    /// <summary>
    /// Unknown values count as no choice. The form stands on pages of staff, customers and strangers alike, whose tokens are
    /// made out to different people; so the browser's own word says where it was sent from.
    /// </summary>
    [HttpPost("")]
    [IgnoreAntiforgeryToken]
    public IActionResult Choose(PreferencesForm form)
    {
        if (Request.Headers.TryGetValue("Sec-Fetch-Site", out var from) && from != "same-origin")
        {
            return BadRequest();
        }

        if (form.Language is not null)
        {
            var known = PageServices.Languages.Contains(form.Language) ? form.Language : null;
            Keep(CookieRequestCultureProvider.DefaultCookieName, known is null ? null : $"c={known}|uic={known}");
        }

        if (form.Theme is not null)
        {
            Keep(Themes.Cookie, Themes.Parse(form.Theme));
        }

        return LocalRedirect(Url.IsLocalUrl(form.Back) ? form.Back : "/");
    }

    private void Keep(string cookie, string? value)
    {
        var options = new CookieOptions
        {
            Path = "/",
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = settings.PublicUrl.Scheme == Uri.UriSchemeHttps,
            MaxAge = TimeSpan.FromDays(365),
            IsEssential = true,
        };
        if (value is null)
        {
            Response.Cookies.Delete(cookie, options);
        }
        else
        {
            Response.Cookies.Append(cookie, value, options);
        }
    }
}
