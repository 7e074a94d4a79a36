using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.StaffCustomers;

/// <summary>
/// A member of staff looks through a customer's eyes: a session of that account that knows who it is for. What is done in it is
/// audited as <c>user:3 as user:12</c>; money, members, tokens and credentials stay out of reach, and it ends by itself.
/// </summary>
internal sealed class Impersonate(IdentityDb db, AuditLog audit)
{
    private const int Most = 200;

    /// <summary>Members of the organization with a living account; one query.</summary>
    public async Task<IReadOnlyList<Choice>> MembersAsync(long organizationId, CancellationToken ct) =>
        (await Members(organizationId).OrderBy(user => user.Email).Take(Most).Select(user => new { user.Id, user.Email }).ToListAsync(ct))
        .ConvertAll(user => new Choice(FormattableString.Invariant($"{user.Id}"), user.Email ?? ""));

    /// <summary>Begins it in this browser. Refusals: <c>not_found</c> (no such member).</summary>
    public async Task<Result<Done>> ExecuteAsync(
        HttpContext context, long organizationId, long userId, long staffUserId, CancellationToken ct)
    {
        if (await Members(organizationId).AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId, ct) is not { } user)
        {
            return new Problem("not_found", "member not found.", "member");
        }

        await audit.WriteAsync("staff.impersonate", organizationId, ct, FormattableString.Invariant($"user:{userId}"));
        await CustomerCookies.EnterAsync(context, user, new StaffEyes(staffUserId, organizationId));
        return default(Done);
    }

    private IQueryable<User> Members(long organizationId)
    {
        var seats = db.Reachable<Member>().Where(member => member.OrganizationId == organizationId);
        return db.Users.Where(user => user.DeletedAt == null && seats.Any(member => member.UserId == user.Id));
    }
}
