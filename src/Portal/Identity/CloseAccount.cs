using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>
/// Ends a person's account: seats, sessions and credentials go, the row stays without name or address, for the audit rows that
/// name it. One of <see cref="BeyondTenant"/>'s uses.
/// </summary>
public sealed class CloseAccount(
    UserManager<User> users, IdentityDb db, Database database, EndLeftovers leftovers, AuditLog audit, TimeProvider clock)
{
    /// <summary>Refusals: <c>not_found</c>, <c>conflict</c> (the only owner of a living organization), <c>protected</c> (staff).</summary>
    public Task<Result<Done>> ExecuteAsync(long userId, CancellationToken ct) =>
        database.InTransactionAsync(() => CloseAsync(userId, ct), ct);

    private async Task<Result<Done>> CloseAsync(long userId, CancellationToken ct)
    {
        if (await users.FindByIdAsync(userId.ToString(System.Globalization.CultureInfo.InvariantCulture)) is not { DeletedAt: null } user)
        {
            return new Problem("not_found", "There is no such account.");
        }

        if (await db.StaffRoles.AnyAsync(role => role.UserId == userId, ct))
        {
            return new Problem("protected", "A member of staff does not close their account: another one takes the role away first.");
        }

        var owned = db.Reachable<Member>().Where(seat => seat.UserId == userId && seat.Role == MemberRole.Owner);
        var alone = await db.Reachable<Organization>()
            .Where(organization => organization.DeletedAt == null && owned.Any(seat => seat.OrganizationId == organization.Id))
            .AnyAsync(
                organization => !db.Reachable<Member>().Any(seat =>
                    seat.OrganizationId == organization.Id && seat.Role == MemberRole.Owner && seat.UserId != userId),
                ct);
        if (alone)
        {
            return new Problem("conflict", "You are the only owner of an organization: hand it over or close it first.");
        }

        foreach (var organizationId in await db.Reachable<Member>().Where(seat => seat.UserId == userId)
            .Select(seat => seat.OrganizationId).ToListAsync(ct))
        {
            await leftovers.ExecuteAsync(organizationId, userId, null, ct);
            await audit.WriteAsync("member.leave", organizationId, ct, $"user:{userId}");
        }

        await db.Reachable<Member>().Where(seat => seat.UserId == userId).ExecuteDeleteAsync(ct);
        await db.Sessions.Where(session => session.UserId == userId).ExecuteDeleteAsync(ct);
        await db.Set<IdentityUserPasskey<long>>().Where(row => row.UserId == userId).ExecuteDeleteAsync(ct);
        await db.Set<IdentityUserToken<long>>().Where(row => row.UserId == userId).ExecuteDeleteAsync(ct);
        await db.Set<IdentityUserLogin<long>>().Where(row => row.UserId == userId).ExecuteDeleteAsync(ct);
        await db.MailLinks.Where(link => link.UserId == userId).ExecuteDeleteAsync(ct);
        await ForgetAsync(user, ct);
        return default(Done);
    }

    private async Task ForgetAsync(User user, CancellationToken ct)
    {
        user.DeletedAt = clock.GetUtcNow();
        user.UserName = FormattableString.Invariant($"closed-{user.Id}");
        user.NormalizedUserName = user.UserName.ToUpperInvariant();
        user.Email = null;
        user.NormalizedEmail = null;
        user.PasswordHash = null;
        user.TwoFactorEnabled = false;
        user.LastProjectId = null;
        user.SecurityStamp = MailLinks.NewSecret();
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync("user.close", null, ct, $"user:{user.Id}");
    }
}
