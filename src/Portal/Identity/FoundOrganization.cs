using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Portal.Identity;

/// <summary>A person makes an organization and owns it. One of <see cref="BeyondTenant"/>'s uses.</summary>
public sealed class FoundOrganization(IdentityDb db, Database database, MakeOrganization make, TimeProvider clock)
{
    /// <summary>Refusals: as <see cref="MakeOrganization"/>.</summary>
    public Task<Result<Organization>> ExecuteAsync(string name, long userId, CancellationToken ct) =>
        database.InTransactionAsync<Organization>(
            async () =>
            {
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
