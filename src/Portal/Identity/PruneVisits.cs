using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>
/// Removes sessions that are over and links in mails that work no more. Neither opens anything by then: the rows alone are in
/// the way, and name addresses and browsers for no use. Runs as worker.
/// </summary>
internal sealed class PruneVisits(IdentityDb db, TimeProvider clock)
{
    /// <summary>A link that was used or is over is told from one that never was for so long.</summary>
    public static readonly TimeSpan KeptLinks = TimeSpan.FromDays(7);

    /// <summary>How many rows went.</summary>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (unseen, old, staff, links) = (now - Session.Idle, now - Session.Lasts, now - Session.LastsForStaff, now - KeptLinks);
        var rows = await db.Sessions
            .Where(session => session.LastSeenAt <= unseen || session.CreatedAt <= old
                || (session.StaffUserId != null && session.CreatedAt <= staff))
            .ExecuteDeleteAsync(ct);
        return rows + await db.MailLinks.Where(link => link.ExpiresAt <= links).ExecuteDeleteAsync(ct);
    }
}
