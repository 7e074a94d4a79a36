using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>A person makes an organization and owns it. One of <see cref="BeyondTenant"/>'s uses.</summary>
public sealed class FoundOrganization(IdentityDb db, Database database, MakeOrganization make, TimeProvider clock)
{
    /// <summary>Of one person. Whoever has more customers than this has a contract with the seller, who makes them.</summary>
    public const int Most = 20;

    /// <summary>Refusals: as <see cref="MakeOrganization"/>, and <c>resource_limit_exceeded</c>.</summary>
    public Task<Result<Organization>> ExecuteAsync(string name, long userId, CancellationToken ct) =>
        database.InTransactionAsync<Organization>(
            async () =>
            {
                var owned = await db.Reachable<Member>().CountAsync(
                    seat => seat.UserId == userId && seat.Role == MemberRole.Owner
                        && db.Reachable<Organization>().Any(row => row.Id == seat.OrganizationId && row.DeletedAt == null),
                    ct);
                if (owned >= Most)
                {
                    return new Problem("resource_limit_exceeded", "A person owns at most 20 organizations.");
                }

                var made = await make.ExecuteAsync(name, ct);
                if (made.Problem is { } problem)
                {
                    return problem;
                }

                db.Members.Add(new Member
                {
                    OrganizationId = made.Value.Id,
                    UserId = userId,
                    Role = MemberRole.Owner,
                    CreatedAt = clock.GetUtcNow(),
                });
                await db.SaveChangesAsync(ct);
                return made;
            },
            ct);
}
