using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.Members;

/// <summary>A person of an organization.</summary>
public sealed record MemberView(long UserId, string Email, MemberRole Role, DateTimeOffset Since);

/// <summary>The people of the scope's organization. One query.</summary>
internal sealed class ListMembers(IdentityDb db)
{
    /// <summary>By role, then by address.</summary>
    public async Task<IReadOnlyList<MemberView>> ExecuteAsync(long organizationId, CancellationToken ct)
    {
        var rows = await (
            from member in db.Members
            join user in db.Users on member.UserId equals user.Id
            where member.OrganizationId == organizationId
            select new MemberView(user.Id, user.Email ?? "", member.Role, member.CreatedAt)).ToListAsync(ct);
        return [.. rows.OrderBy(row => row.Role).ThenBy(row => row.Email, StringComparer.OrdinalIgnoreCase)];
    }
}
