using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hostelry.Testing.Installations;

/// <summary>Somebody with an account, and the cookie of a session that is open: no form was filled in, no password hashed.</summary>
/// <param name="CookieName">For the portal's address.</param>
/// <param name="CookieValue">As the sign-in page would have given it.</param>
public sealed record TestPerson(long UserId, string Email, long SessionId, string CookieName, string CookieValue)
{
    /// <summary>Makes the account, a seat where one is named, and a session.</summary>
    /// <param name="services">A running portal's.</param>
    /// <param name="organizationId">Where the person belongs; null for nowhere.</param>
    /// <param name="role">As what.</param>
    /// <param name="password">Null for tests that are not about it: hashing one costs a tenth of a second.</param>
    /// <param name="staffUserId">The member of staff who looks through the person's eyes.</param>
    public static async Task<TestPerson> CreateAsync(
        IServiceProvider services, long? organizationId, MemberRole role = MemberRole.Owner, string? password = null, long? staffUserId = null)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker("test");
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var name = Guid.CreateVersion7().ToString("N");
        var user = new User
        {
            Issuer = User.LocalIssuer,
            Subject = name,
            UserName = $"person-{name}@example.org",
            Email = $"person-{name}@example.org",
            EmailConfirmed = true,
            CreatedAt = TimeProvider.System.GetUtcNow(),
        };
        var made = password is null ? await users.CreateAsync(user) : await users.CreateAsync(user, password);
        if (!made.Succeeded)
        {
            throw new InvalidOperationException(made.ToString());
        }

        if (organizationId is { } organization)
        {
            await SitAsync(scope.ServiceProvider, organization, user.Id, role);
        }

        return await EnterAsync(scope.ServiceProvider, user, staffUserId is { } staff ? new StaffEyes(staff, organizationId ?? 0) : null);
    }

    /// <summary>An administrator of the first seller, as the second factor would have let them in. The session is the cookie alone.</summary>
    public static async Task<TestPerson> StaffAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker("test");
        var now = TimeProvider.System.GetUtcNow();
        var name = $"staff-{Guid.CreateVersion7():N}@example.org";
        var user = new User { Issuer = User.LocalIssuer, Subject = name, UserName = name, Email = name, CreatedAt = now, TwoFactorEnabled = true };
        var made = await scope.ServiceProvider.GetRequiredService<UserManager<User>>().CreateAsync(user);
        if (!made.Succeeded)
        {
            throw new InvalidOperationException(made.ToString());
        }

        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        db.StaffRoles.Add(new StaffRole { SellerId = Seller.First, UserId = user.Id, Role = StaffRoles.Admin, CreatedAt = now });
        await db.SaveChangesAsync();
        var options = services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(StaffCookies.Staff);
        var ticket = new AuthenticationTicket(
            StaffCookies.PrincipalOf(user, StaffCookies.Staff),
            new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now + options.ExpireTimeSpan },
            StaffCookies.Staff);
        return new TestPerson(user.Id, name, 0, options.Cookie.Name!, options.TicketDataFormat.Protect(ticket));
    }

    /// <summary>Another browser of an account that is there.</summary>
    public static async Task<TestPerson> AgainAsync(IServiceProvider services, long userId)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker("test");
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var user = await users.FindByIdAsync(userId.ToString(CultureInfo.InvariantCulture));
        return await EnterAsync(scope.ServiceProvider, user!, null);
    }

    private static async Task SitAsync(IServiceProvider services, long organizationId, long userId, MemberRole role)
    {
        var db = services.GetRequiredService<IdentityDb>();
        db.Members.Add(new Member
        {
            OrganizationId = organizationId,
            UserId = userId,
            Role = role,
            CreatedAt = TimeProvider.System.GetUtcNow(),
        });
        await db.SaveChangesAsync();
    }

    private static async Task<TestPerson> EnterAsync(IServiceProvider services, User user, StaffEyes? staff)
    {
        var opened = await services.GetRequiredService<OpenSession>()
            .ExecuteAsync(user, "Test browser", "127.0.0.1", staff, CancellationToken.None);
        var options = services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(CustomerCookies.Customer);
        var ticket = new AuthenticationTicket(
            CustomerCookies.PrincipalOf(user, opened.Value.Id),
            new AuthenticationProperties
            {
                IssuedUtc = TimeProvider.System.GetUtcNow(),
                ExpiresUtc = TimeProvider.System.GetUtcNow() + options.ExpireTimeSpan,
            },
            CustomerCookies.Customer);
        return new TestPerson(user.Id, user.Email!, opened.Value.Id, options.Cookie.Name!, options.TicketDataFormat.Protect(ticket));
    }
}
