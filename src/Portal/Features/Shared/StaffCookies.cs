using System.Globalization;
using System.Security.Claims;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Composition;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// Two cookies. <see cref="Pending"/> says that a password was right, and opens nothing but the second factor's pages;
/// <see cref="Staff"/> is given after the second factor alone. Both die with the account's security stamp.
/// </summary>
internal static class StaffCookies
{
    public const string Staff = "staff";
    public const string Pending = "staff-pending";

    /// <summary>However often it is renewed, a staff cookie is over after this.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    /// <summary>In the cookie: when the first of its line was given.</summary>
    public const string Since = "since";

    private const string StampClaim = "stamp";

    public static ClaimsPrincipal PrincipalOf(User user, string scheme) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, user.Id.ToString(CultureInfo.InvariantCulture)),
            new Claim(ClaimTypes.Name, user.Email ?? user.Subject),
            new Claim(StampClaim, user.SecurityStamp ?? ""),
        ],
        scheme));

    /// <summary>Null when nobody is signed in.</summary>
    public static long? UserIdOf(ClaimsPrincipal? principal) =>
        long.TryParse(principal?.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>The account's security stamp when the cookie was made.</summary>
    public static string StampOf(ClaimsPrincipal? principal) => principal?.FindFirstValue(StampClaim) ?? "";

    public static void AddStaffCookies(this IServiceCollection services, PortalSettings settings)
    {
        var secure = settings.PublicUrl.Scheme == Uri.UriSchemeHttps;
        services.AddAuthentication()
            .AddCookie(Staff, options => Configure(options, Staff, secure, TimeSpan.FromHours(8)))
            .AddCookie(Pending, options => Configure(options, Pending, secure, TimeSpan.FromMinutes(10)));
        services.AddAuthorizationBuilder().AddPolicy(
            Staff, policy => policy.AddAuthenticationSchemes(Staff).RequireAuthenticatedUser());
        services.AddAntiforgery(options =>
        {
            Name(options.Cookie, "form", secure);
            options.FormFieldName = "form_token";
            options.HeaderName = "form-token";
        });
    }

    private static void Configure(CookieAuthenticationOptions options, string name, bool secure, TimeSpan lifetime)
    {
        Name(options.Cookie, name, secure);
        options.ExpireTimeSpan = lifetime;
        options.SlidingExpiration = name == Staff;
        options.LoginPath = "/staff/sign-in";
        options.AccessDeniedPath = "/staff/sign-in";
        options.Events.OnValidatePrincipal = ValidateAsync;
        // Signed in and not allowed is not "sign in": the error page says so.
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    /// <summary>Browsers take <c>__Host-</c> cookies over https only; on plain loopback http they go without.</summary>
    public static void Name(CookieBuilder cookie, string name, bool secure)
    {
        cookie.Name = (secure ? "__Host-hostelry-" : "hostelry-") + name;
        cookie.Path = "/";
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Strict;
        cookie.SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
    }

    /// <summary>Per request: the account is living staff, and nothing about its credentials has changed since.</summary>
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        if (context.Scheme.Name == Staff && IsOver(context, services.GetRequiredService<TimeProvider>().GetUtcNow()))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(Staff);
            return;
        }

        await using var scope = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsStaff("session");
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var id = UserIdOf(context.Principal);
        var stamp = StampOf(context.Principal);
        var role = await db.StaffRoles
            .Where(row => row.UserId == id && db.Users.Any(user => user.Id == row.UserId && user.SecurityStamp == stamp))
            .Select(row => row.Role)
            .FirstOrDefaultAsync(context.HttpContext.RequestAborted);
        if (role is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(context.Scheme.Name);
        }
        else if (context.Scheme.Name == Staff && context.Principal?.Identity is ClaimsIdentity identity)
        {
            // The role of this moment: one that was taken away works no more, whatever the cookie was given with.
            identity.FindAll(StaffPrincipal.RoleClaim).ToList().ForEach(identity.RemoveClaim);
            identity.AddClaim(new Claim(StaffPrincipal.RoleClaim, role));
        }
    }

    /// <summary>Renewal gives a cookie a new date of issue: the first one is written into it.</summary>
    private static bool IsOver(CookieValidatePrincipalContext context, DateTimeOffset now)
    {
        if (context.Properties.Items.TryGetValue(Since, out var written)
            && DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var since))
        {
            return now - since > Lasts;
        }

        context.Properties.Items[Since] = (context.Properties.IssuedUtc ?? now).ToString("O", CultureInfo.InvariantCulture);
        context.ShouldRenew = true;
        return false;
    }
}
