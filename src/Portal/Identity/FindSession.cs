using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>Who sent a request, as the database knows it now.</summary>
public sealed record SignedIn(
    long SessionId, long UserId, string Email, DateTimeOffset VerifiedAt, long? StaffUserId, long? LastProjectId, string? Language);

/// <summary>Whose session a cookie names. Runs before a tenant is known: see <see cref="BeforeTenant"/>. One query.</summary>
public sealed class FindSession(IdentityDb db, TimeProvider clock)
{
    private static readonly TimeSpan Seen = TimeSpan.FromMinutes(1);

    /// <summary>Null when the session was revoked, is over, or the account's credentials changed since.</summary>
    public async Task<SignedIn?> ExecuteAsync(long sessionId, long userId, string stamp, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (lastSeen, made, madeForStaff) = (now - Session.Idle, now - Session.Lasts, now - Session.LastsForStaff);
        var found = await (
            from session in db.Sessions.AsNoTracking()
            join user in db.Users on session.UserId equals user.Id
            where session.Id == sessionId && session.UserId == userId && user.SecurityStamp == stamp && user.DeletedAt == null
                && session.LastSeenAt > lastSeen && session.CreatedAt > made
                && (session.StaffUserId == null
                    || (session.CreatedAt > madeForStaff && db.StaffRoles.Any(role => role.UserId == session.StaffUserId)))
            select new { session.LastSeenAt, session.VerifiedAt, session.StaffUserId, user.Email, user.LastProjectId, user.Language })
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
            sessionId, userId, found.Email ?? "", found.VerifiedAt, found.StaffUserId, found.LastProjectId, found.Language);
    }
}
