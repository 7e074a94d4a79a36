using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>Whose invitation a link is. Runs before a tenant is known: see <see cref="BeforeTenant"/>.</summary>
public sealed class FindInvitation(IdentityDb db, TimeProvider clock)
{
    /// <summary>Null for anything but an invitation that still works. The organization's name is read once it is chosen.</summary>
    public async Task<Invitation?> ExecuteAsync(string secret, CancellationToken ct)
    {
        var (hash, now) = (MailLinks.HashOf(secret), clock.GetUtcNow());
        return await db.Invitations.AsNoTracking().IgnoreQueryFilters([ModuleContext.TenantFilter])
            .SingleOrDefaultAsync(row => row.Hash == hash && row.AcceptedAt == null && row.ExpiresAt > now, ct);
    }
}
