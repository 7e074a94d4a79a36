using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity.Oidc;

/// <summary>What a grant is worth now.</summary>
/// <param name="User">The person, living, whose credentials are the ones of then.</param>
/// <param name="Role">In the grant's organization; null for a grant of no project.</param>
internal sealed record StandingGrant(User User, MemberRole? Role);

/// <summary>
/// Asks at every use of a code or token whether it still holds: the client and the account are there, the account's credentials are
/// the same, the person is a member, the project lives. One query; lets the scope act for the grant's organization, which the issuer signed.
/// </summary>
internal sealed class CheckGrant(IdentityDb db, Tenant tenant)
{
    /// <summary>As audit rows name who acts.</summary>
    public static string ActorOf(OidcGrant grant) => FormattableString.Invariant($"user:{grant.UserId} by client:{grant.ClientId}");

    /// <summary>Null when it holds no more; why is nobody's business.</summary>
    public async Task<StandingGrant?> ExecuteAsync(OidcGrant grant, CancellationToken ct)
    {
        if (grant.OrganizationId is { } organization)
        {
            tenant.ActForOrganization(organization, ActorOf(grant));
        }

        var found = await (
            from user in db.Users.AsNoTracking()
            where user.Id == grant.UserId && user.DeletedAt == null && db.OidcClients.Any(client => client.ClientId == grant.ClientId)
            select new
            {
                User = user,
                // Behind the tenant's filter: of the grant's organization alone.
                Role = db.Members.Where(member => member.UserId == user.Id
                        && db.Organizations.Any(row => row.Id == grant.OrganizationId && row.DeletedAt == null)
                        && db.Projects.Any(row => row.Id == grant.ProjectId && row.DeletedAt == null))
                    .Select(member => (MemberRole?)member.Role)
                    .SingleOrDefault(),
            }).SingleOrDefaultAsync(ct);
        return found is not null
            && OidcGrant.HashOf(found.User.SecurityStamp) == grant.Stamp
            && (grant.OrganizationId is null || found.Role is not null)
                ? new StandingGrant(found.User, found.Role)
                : null;
    }
}
