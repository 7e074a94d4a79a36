using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hostelry.Portal.Tests.Staff;

/// <summary>Staff with a role, signed in: the account is real, the cookie is the one that the second factor would have given.</summary>
internal static class StaffPeople
{
    public static async Task<Browser> EnterAsync(TestPortal portal, string role = StaffRoles.Admin, DateTimeOffset? since = null)
    {
        var (browser, _) = await EnterAsAsync(portal, role, since);
        return browser;
    }

    /// <returns>The browser, and the account's id.</returns>
    /// <param name="portal">Where.</param>
    /// <param name="role">Of staff.</param>
    /// <param name="since">When the first of the cookie's line was given; null: this is it.</param>
    public static async Task<(Browser Browser, long UserId)> EnterAsAsync(
        TestPortal portal, string role = StaffRoles.Admin, DateTimeOffset? since = null)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsStaff("test");
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var name = Guid.CreateVersion7().ToString("N");
        var now = TimeProvider.System.GetUtcNow();
        var user = new User
        {
            Issuer = User.LocalIssuer,
            Subject = name,
            UserName = name,
            Email = name + "@staff.example",
            TwoFactorEnabled = true,
            CreatedAt = now,
        };
        Assert.True((await users.CreateAsync(user)).Succeeded);
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        db.StaffRoles.Add(new StaffRole { SellerId = Seller.First, UserId = user.Id, Role = role, CreatedAt = now });
        await db.SaveChangesAsync(TestApi.Stop);
        var cookie = portal.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(StaffCookies.Staff);
        var ticket = new AuthenticationTicket(
            StaffCookies.PrincipalOf(user, StaffCookies.Staff),
            new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now.AddHours(1) },
            StaffCookies.Staff);
        if (since is { } first)
        {
            ticket.Properties.Items[StaffCookies.Since] = first.ToString("O", CultureInfo.InvariantCulture);
        }

        var browser = new Browser(portal);
        browser.Keep(cookie.Cookie.Name!, cookie.TicketDataFormat.Protect(ticket));
        return (browser, user.Id);
    }

    /// <summary>The messages beside the fields of a page, by field.</summary>
    public static IReadOnlyDictionary<string, string> MessagesOf(Page page) => page.Document
        .QuerySelectorAll("[aria-invalid=true]")
        .ToDictionary(
            field => field.GetAttribute("name")!,
            field => page.Document.GetElementById(field.Id + "-error")!.TextContent,
            StringComparer.Ordinal);

    public static string Text(this long number) => number.ToString(CultureInfo.InvariantCulture);
}
