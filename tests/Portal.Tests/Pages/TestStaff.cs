using System.Net;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hostelry.Portal.Tests.Pages;

/// <summary>Staff with an open session: no form was filled in. Tests of the way in walk it.</summary>
internal static class TestStaff
{
    public static async Task<HttpClient> ClientAsync(TestPortal portal)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker("test");
        var now = TimeProvider.System.GetUtcNow();
        var name = $"staff-{Guid.CreateVersion7():N}@example.org";
        var user = new User { Issuer = User.LocalIssuer, Subject = name, UserName = name, Email = name, CreatedAt = now, TwoFactorEnabled = true };
        var made = await scope.ServiceProvider.GetRequiredService<UserManager<User>>().CreateAsync(user);
        Assert.True(made.Succeeded, made.ToString());
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        db.StaffRoles.Add(new StaffRole { SellerId = Seller.First, UserId = user.Id, Role = "admin", CreatedAt = now });
        await db.SaveChangesAsync(TestApi.Stop);

        var options = scope.ServiceProvider.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(StaffCookies.Staff);
        var ticket = new AuthenticationTicket(
            StaffCookies.PrincipalOf(user, StaffCookies.Staff),
            new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now + options.ExpireTimeSpan },
            StaffCookies.Staff);
        var cookies = new CookieContainer();
        cookies.Add(portal.Address, new Cookie(options.Cookie.Name!, options.TicketDataFormat.Protect(ticket)));
        return new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = portal.Address };
    }
}
