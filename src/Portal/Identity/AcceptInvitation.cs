using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <param name="HasAccount">Whether the address has an account: only whoever reads its mail learns it.</param>
public sealed record OpenInvitation(long Id, long OrganizationId, string Organization, string Email, MemberRole Role, bool HasAccount)
{
    /// <summary>Such seats hand out everything: a link alone, which may have been passed on, is not enough for them.</summary>
    public bool IsForItsAddress => Role is MemberRole.Owner or MemberRole.Admin;
}

/// <summary>What an invitation says; the scope acts for its organization.</summary>
public sealed class DescribeInvitation(IdentityDb db)
{
    /// <summary>Null when the organization is closed.</summary>
    public async Task<OpenInvitation?> ExecuteAsync(Invitation invitation, CancellationToken ct)
    {
        var normal = invitation.Email.ToUpperInvariant();
        return await db.Organizations.Where(row => row.Id == invitation.OrganizationId && row.DeletedAt == null)
            .Select(row => new OpenInvitation(
                invitation.Id, row.Id, row.Name, invitation.Email, invitation.Role, db.Users.Any(user => user.NormalizedEmail == normal)))
            .SingleOrDefaultAsync(ct);
    }
}

/// <summary>Takes the seat that an invitation keeps; the scope acts for its organization.</summary>
public sealed class AcceptInvitation(IdentityDb db, Database database, OpenAccount accounts, AuditLog audit, TimeProvider clock)
{
    /// <summary>
    /// By somebody who has an account. Refusals: <c>not_found</c> (spent meanwhile, or whoever invited may do so no more),
    /// <c>forbidden</c> (it makes an owner or an administrator, and is for another address). A member keeps their role.
    /// </summary>
    public Task<Result<Done>> ExecuteAsync(OpenInvitation invitation, long userId, CancellationToken ct) =>
        database.InTransactionAsync(
            async () => invitation.IsForItsAddress && !await IsOfAsync(invitation.Email, userId, ct)
                ? new Problem("forbidden", "The invitation is for another address.")
                : await SitAsync(invitation, userId, ct),
            ct);

    /// <summary>By somebody who has none yet: makes it. Refusals: also <c>invalid_input</c> (password).</summary>
    public Task<Result<User>> WithAccountAsync(OpenInvitation invitation, string password, string language, CancellationToken ct) =>
        database.InTransactionAsync<User>(
            async () =>
            {
                var made = await accounts.MakeAsync(invitation.Email, password, language, ct);
                if (made.Problem is not null)
                {
                    return made;
                }

                return (await SitAsync(invitation, made.Value.Id, ct)).Problem is { } problem ? problem : made;
            },
            ct);

    private async Task<Result<Done>> SitAsync(OpenInvitation invitation, long userId, CancellationToken ct)
    {
        // The row's update is the lock: of two at once, one finds it spent.
        var now = clock.GetUtcNow();
        if (await db.Invitations.Where(row => row.Id == invitation.Id && row.AcceptedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.AcceptedAt, now), ct) == 0)
        {
            return new Problem("not_found", "This invitation has been used.");
        }

        if (!await MayStillAsync(invitation, ct))
        {
            return new Problem("not_found", "Whoever invited may do so no more.");
        }

        if (!await db.Members.AnyAsync(seat => seat.OrganizationId == invitation.OrganizationId && seat.UserId == userId, ct))
        {
            db.Members.Add(new Member
            {
                OrganizationId = invitation.OrganizationId,
                UserId = userId,
                Role = invitation.Role,
                CreatedAt = now,
            });
            await db.SaveChangesAsync(ct);
        }

        await audit.WriteAsync("member.join", invitation.OrganizationId, ct, $"user:{userId}", $"invitation:{invitation.Id}");
        return default(Done);
    }

    /// <summary>Whether whoever invited still may; an operator's invitations stand for themselves.</summary>
    private async Task<bool> MayStillAsync(OpenInvitation invitation, CancellationToken ct)
    {
        if (await db.Invitations.Where(row => row.Id == invitation.Id).Select(row => row.InvitedBy).SingleAsync(ct) is not { } inviter)
        {
            return true;
        }

        var role = await db.Members.Where(seat => seat.OrganizationId == invitation.OrganizationId && seat.UserId == inviter)
            .Select(seat => (MemberRole?)seat.Role).SingleOrDefaultAsync(ct);
        return role?.MayInvite(invitation.Role) == true;
    }

    private Task<bool> IsOfAsync(string address, long userId, CancellationToken ct)
    {
        var normal = address.ToUpperInvariant();
        return db.Users.AnyAsync(user => user.Id == userId && user.NormalizedEmail == normal && user.EmailConfirmed, ct);
    }
}
