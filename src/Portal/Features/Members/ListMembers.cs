using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.Members;

/// <summary>A person of an organization.</summary>
public sealed record MemberView(long UserId, string Email, MemberRole Role, DateTimeOffset Since);

/// <summary>The people of the scope's organization, and who is invited. Two queries.</summary>
internal sealed class ListMembers(IdentityDb db, TimeProvider clock)
{
    /// <summary>Members by role, then by address; invitations that still work, by address.</summary>
    public async Task<MembersView> ExecuteAsync(long organizationId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var rows = await (
            from member in db.Members
            join user in db.Users on member.UserId equals user.Id
            where member.OrganizationId == organizationId
            select new MemberView(user.Id, user.Email ?? "", member.Role, member.CreatedAt)).ToListAsync(ct);
        var invited = await db.Invitations
            .Where(row => row.OrganizationId == organizationId && row.AcceptedAt == null && row.ExpiresAt > now)
            .OrderBy(row => row.Email)
            .Select(row => new InvitationView(row.Id, row.Email, row.Role, row.ExpiresAt)).ToListAsync(ct);
        return new MembersView(
            [.. rows.OrderBy(row => row.Role).ThenBy(row => row.Email, StringComparer.OrdinalIgnoreCase)], invited, new InviteMemberForm());
    }
}
