using Hostelry.Portal.Features.Shared;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>Who sent a request, as the database knows it now.</summary>
public sealed record SignedIn(
    long SessionId, long UserId, string Email, DateTimeOffset VerifiedAt, StaffEyes? Staff, long? LastProjectId, string? Language);

/// <summary>Who looks through a person's eyes, and the one organization that they see.</summary>
public sealed record StaffEyes(long UserId, long OrganizationId);

/// <summary>Whose session a cookie names. Runs before a tenant is known: see <see cref="BeforeTenant"/>. One query.</summary>
public sealed class FindSession(IdentityDb db, TimeProvider clock)
{
    private static readonly TimeSpan Seen = TimeSpan.FromMinutes(1);

    /// <summary>Null when the session was revoked, is over, or the account's credentials changed since.</summary>
    public async Task<SignedIn?> ExecuteAsync(long sessionId, long userId, string stamp, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (lastSeen, made, madeForStaff) = (now - Session.Idle, now - Session.Lasts, now - Session.LastsForStaff);
        var impersonators = StaffRoles.With(StaffRight.Impersonate);
        var found = await (
            from session in db.Sessions.AsNoTracking()
            join user in db.Users on session.UserId equals user.Id
            where session.Id == sessionId && session.UserId == userId && user.SecurityStamp == stamp && user.DeletedAt == null
                && session.LastSeenAt > lastSeen && session.CreatedAt > made
                && (session.StaffUserId == null
                    || (session.CreatedAt > madeForStaff && session.StaffOrganizationId != null
                        && db.StaffRoles.Any(role => role.UserId == session.StaffUserId && impersonators.Contains(role.Role))))
            select new { session.LastSeenAt, session.VerifiedAt, session.StaffUserId, session.StaffOrganizationId, user.Email, user.LastProjectId, user.Language })
            .SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return null;
        }

        if (now - found.LastSeenAt > Seen)
        {
            await db.Sessions.Where(session => session.Id == sessionId)
                .ExecuteUpdateAsync(set => set.SetProperty(session => session.LastSeenAt, now), ct);
        }

        return new SignedIn(
            sessionId,
            userId,
            found.Email ?? "",
            found.VerifiedAt,
            found.StaffUserId is { } staff ? new StaffEyes(staff, found.StaffOrganizationId!.Value) : null,
            found.LastProjectId,
            found.Language);
    }
}
