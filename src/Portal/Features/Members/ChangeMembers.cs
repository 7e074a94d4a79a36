using Hostelry.Billing;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.Members;

/// <summary>
/// Gives a member another role. Owners are made, and made less, by owners alone; the last one stays.
/// </summary>
internal sealed class ChangeRole(Seats seats, EndLeftovers leftovers, Database database)
{
    /// <summary>Refusals: <c>not_found</c>, <c>forbidden</c> (an owner's role), <c>protected</c> (the last owner).</summary>
    public Task<Result<Done>> ExecuteAsync(PageCaller caller, long userId, MemberRole role, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await seats.FindAsync(caller.OrganizationId, userId, ct) is not { } seat)
                {
                    return SeatProblems.Missing;
                }

                if ((seat.Role == MemberRole.Owner || role == MemberRole.Owner) && !caller.May(Permission.ManageOrganization))
                {
                    return SeatProblems.OwnersOnly;
                }

                if (seat.Role == MemberRole.Owner && role != MemberRole.Owner && await seats.IsLastOwnerAsync(seat, ct))
                {
                    return SeatProblems.LastOwner;
                }

                seat.Role = role;
                await leftovers.ExecuteAsync(seat.OrganizationId, seat.UserId, role, ct);
                await seats.TellAsync(seat, caller.OrganizationName, MailKind.RoleChanged, "member.role", ct);
                return default(Done);
            },
            ct);
}

/// <summary>
/// Takes a member's seat away, or gives up one's own. Their sessions lose the organization with the next request, their
/// tokens and invitations end with it.
/// </summary>
internal sealed class RemoveMember(Seats seats, IdentityDb db, EndLeftovers leftovers, Database database)
{
    /// <summary>Refusals: as <see cref="ChangeRole"/>.</summary>
    public Task<Result<Done>> ExecuteAsync(PageCaller caller, long userId, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await seats.FindAsync(caller.OrganizationId, userId, ct) is not { } seat)
                {
                    return SeatProblems.Missing;
                }

                var leaves = userId == caller.UserId;
                if (seat.Role == MemberRole.Owner && !leaves && !caller.May(Permission.ManageOrganization))
                {
                    return SeatProblems.OwnersOnly;
                }

                if (seat.Role == MemberRole.Owner && await seats.IsLastOwnerAsync(seat, ct))
                {
                    return SeatProblems.LastOwner;
                }

                db.Members.Remove(seat);
                await leftovers.ExecuteAsync(seat.OrganizationId, seat.UserId, null, ct);
                await seats.TellAsync(
                    seat, caller.OrganizationName, leaves ? null : MailKind.MemberRemoved, leaves ? "member.leave" : "member.remove", ct);
                return default(Done);
            },
            ct);
}

/// <summary>Hands an organization over: the other becomes its owner, the one who gave it an administrator.</summary>
internal sealed class TransferOwnership(Seats seats, EndLeftovers leftovers, Database database)
{
    /// <summary>Refusals: <c>not_found</c> (no such member, or oneself).</summary>
    public Task<Result<Done>> ExecuteAsync(PageCaller caller, long userId, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (userId == caller.UserId || await seats.FindAsync(caller.OrganizationId, userId, ct) is not { } heir
                    || await seats.FindAsync(caller.OrganizationId, caller.UserId, ct) is not { Role: MemberRole.Owner } giver)
                {
                    return SeatProblems.Missing;
                }

                (heir.Role, giver.Role) = (MemberRole.Owner, MemberRole.Admin);
                await leftovers.ExecuteAsync(giver.OrganizationId, giver.UserId, giver.Role, ct);
                await seats.TellAsync(giver, caller.OrganizationName, MailKind.RoleChanged, "member.role", ct);
                await seats.TellAsync(heir, caller.OrganizationName, MailKind.RoleChanged, "organization.transfer", ct);
                return default(Done);
            },
            ct);
}

internal static class SeatProblems
{
    public static readonly Problem Missing = new("not_found", "There is no such member.");
    public static readonly Problem OwnersOnly = new("forbidden", "Owners are made and removed by owners alone.");
    public static readonly Problem LastOwner = new("protected", "The last owner stays: hand the organization over, or close it.");
}

/// <summary>What changes of members share: the lock, the last owner, the audit row, the mail.</summary>
internal sealed class Seats(IdentityDb db, BillingDb billing, OrganizationLock organizations, QueueMail mail, AuditLog audit)
{
    /// <summary>The seat, under the organization's lock; null when there is none.</summary>
    public async Task<Member?> FindAsync(long organizationId, long userId, CancellationToken ct) =>
        await organizations.TakeAsync(organizationId, ct)
            ? await db.Members.SingleOrDefaultAsync(seat => seat.OrganizationId == organizationId && seat.UserId == userId, ct)
            : null;

    public async Task<bool> IsLastOwnerAsync(Member owner, CancellationToken ct) =>
        !await db.Members.AnyAsync(
            seat => seat.OrganizationId == owner.OrganizationId && seat.Role == MemberRole.Owner && seat.UserId != owner.UserId, ct);

    /// <summary>Saves the change with its audit row and, where there is a kind, a mail to the person.</summary>
    public async Task TellAsync(Member seat, string organization, string? kind, string action, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        var reader = await db.Users.Where(user => user.Id == seat.UserId)
            .Select(user => new { user.Email, user.Language }).SingleAsync(ct);
        if (kind is not null && reader.Email is { } address)
        {
            var data = new MailData().With("organization", organization);
            mail.ToAddress(
                address,
                reader.Language,
                kind,
                kind == MailKind.RoleChanged ? data.WithWord("role", seat.Role.ToString()) : data,
                seat.OrganizationId);
        }

        audit.Add(action, seat.OrganizationId, $"user:{seat.UserId}", $"role:{seat.Role}".ToLowerInvariant());
        await billing.SaveChangesAsync(ct);
    }
}
