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
/// Two cookies, as staff have. <see cref="Pending"/> says that a password was right, and opens nothing but the second
/// factor's page; <see cref="Customer"/> names a row of <c>sessions</c>, and is worth nothing without it.
/// </summary>
internal static class CustomerCookies
{
    public const string Customer = "customer";
    public const string Pending = "customer-pending";

    /// <summary>Names the parameter that says where to go on after signing in; local addresses only.</summary>
    public const string Back = "back";

    private const string SessionClaim = "session";

    public static void AddCustomerCookies(this IServiceCollection services, PortalSettings settings)
    {
        var secure = settings.PublicUrl.Scheme == Uri.UriSchemeHttps;
        services.AddAuthentication()
            .AddCookie(Customer, options =>
            {
                Configure(options, Customer, secure, Session.Idle);
                options.SlidingExpiration = true;
                options.Events.OnValidatePrincipal = ValidateAsync;
                options.Events.OnRedirectToLogin = AskToSignIn;
            })
            .AddCookie(Pending, options =>
            {
                Configure(options, Pending, secure, TimeSpan.FromMinutes(10));
                options.Events.OnValidatePrincipal = ValidatePendingAsync;
            });
        services.AddAuthorizationBuilder().AddPolicy(
            Customer, policy => policy.AddAuthenticationSchemes(Customer).RequireAuthenticatedUser());
    }

    /// <summary>What the cookie of a session says.</summary>
    public static ClaimsPrincipal PrincipalOf(User user, long sessionId)
    {
        var principal = StaffCookies.PrincipalOf(user, Customer);
        ((ClaimsIdentity)principal.Identity!).AddClaim(
            new Claim(SessionClaim, sessionId.ToString(CultureInfo.InvariantCulture)));
        return principal;
    }

    /// <summary>Begins a session in this browser. <paramref name="staff"/>: as <see cref="OpenSession"/>.</summary>
    public static async Task EnterAsync(HttpContext context, User user, StaffEyes? staff = null)
    {
        var opened = await context.RequestServices.GetRequiredService<OpenSession>().ExecuteAsync(
            user,
            context.Request.Headers.UserAgent.ToString(),
            context.Connection.RemoteIpAddress?.ToString() ?? "",
            staff,
            context.RequestAborted);
        await context.SignOutAsync(Pending);
        await context.SignInAsync(Customer, PrincipalOf(user, opened.Value.Id));
    }

    /// <summary>Gives this browser a new cookie after the account's stamp changed, so that this session alone goes on.</summary>
    public static Task KeepAsync(HttpContext context, User user, long sessionId) =>
        context.SignInAsync(Customer, PrincipalOf(user, sessionId));

    private static void Configure(CookieAuthenticationOptions options, string name, bool secure, TimeSpan lifetime)
    {
        StaffCookies.Name(options.Cookie, name, secure);
        // Sent along when somebody follows a link in a mail, or comes back from a payment. Forms carry their own token.
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.ExpireTimeSpan = lifetime;
        options.SlidingExpiration = false;
        options.LoginPath = "/sign-in";
        options.AccessDeniedPath = "/sign-in";
        options.ReturnUrlParameter = Back;
    }

    /// <summary>Per request: the session is there, and nothing about the account's credentials has changed since.</summary>
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var found = StaffCookies.UserIdOf(context.Principal) is { } userId
            && long.TryParse(context.Principal?.FindFirstValue(SessionClaim), CultureInfo.InvariantCulture, out var sessionId)
                ? await services.GetRequiredService<FindSession>().ExecuteAsync(
                    sessionId, userId, StaffCookies.StampOf(context.Principal), context.HttpContext.RequestAborted)
                : null;
        if (found is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(Customer);
            return;
        }

        var caller = services.GetRequiredService<PageCaller>();
        caller.Enter(found);
        services.GetRequiredService<Tenant>().Introduce(found.UserId, caller.Actor);
    }

    private static async Task ValidatePendingAsync(CookieValidatePrincipalContext context)
    {
        var id = StaffCookies.UserIdOf(context.Principal);
        var stamp = StaffCookies.StampOf(context.Principal);
        var db = context.HttpContext.RequestServices.GetRequiredService<IdentityDb>();
        if (!await db.Users.AnyAsync(
            user => user.Id == id && user.SecurityStamp == stamp && user.DeletedAt == null, context.HttpContext.RequestAborted))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(Pending);
        }
    }

    /// <summary>A part of a page that renews itself takes the whole page to the sign-in page, not itself.</summary>
    private static Task AskToSignIn(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.Request.Headers.ContainsKey("HX-Request"))
        {
            var page = Uri.TryCreate(context.Request.Headers["HX-Current-URL"], UriKind.Absolute, out var current)
                ? current.PathAndQuery
                : "/";
            context.Response.Headers["HX-Redirect"] = $"/sign-in?{Back}={Uri.EscapeDataString(page)}";
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
        else
        {
            context.Response.Redirect(context.RedirectUri);
        }

        return Task.CompletedTask;
    }
}
