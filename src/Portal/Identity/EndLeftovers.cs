using Hostelry.Billing.Audit;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>
/// Ends what a member of an organization leaves behind who belongs to it no more, or may do less: invitations that they sent
/// and nobody has accepted, API tokens that they made. Within the transaction of the change.
/// </summary>
public sealed class EndLeftovers(IdentityDb db, AuditLog audit, TimeProvider clock)
{
    /// <param name="organizationId">Where they were.</param>
    /// <param name="userId">Who.</param>
    /// <param name="role">What they are from now on; null: nothing.</param>
    /// <param name="ct">Cancels.</param>
    public async Task ExecuteAsync(long organizationId, long userId, MemberRole? role, CancellationToken ct)
    {
        var invitations = db.Reachable<Invitation>()
            .Where(row => row.OrganizationId == organizationId && row.InvitedBy == userId && row.AcceptedAt == null);
        if (role?.MayInvite(MemberRole.Owner) != true)
        {
            var all = role?.MayInvite(MemberRole.Member) != true;
            await invitations.Where(row => all || row.Role == MemberRole.Owner).ExecuteDeleteAsync(ct);
        }

        if (role?.Has(Permission.ManageTokens) != true)
        {
            await EndTokensAsync(organizationId, userId, ct);
        }
    }

    private async Task EndTokensAsync(long organizationId, long userId, CancellationToken ct)
    {
        var living = db.Reachable<ApiToken>()
            .Where(token => token.OrganizationId == organizationId && token.MadeBy == userId && token.RevokedAt == null);
        var ids = await living.Select(token => token.Id).ToListAsync(ct);
        if (ids.Count > 0)
        {
            var now = clock.GetUtcNow();
            await living.ExecuteUpdateAsync(set => set.SetProperty(token => token.RevokedAt, now), ct);
            await audit.WriteAsync("token.revoke", organizationId, ct, [.. ids.Select(id => FormattableString.Invariant($"token:{id}"))]);
        }
    }
}
