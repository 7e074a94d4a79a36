using Hostelry.Billing;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.Members;

/// <summary>A member keeps a seat for somebody.</summary>
internal sealed class InviteMember(IdentityDb db, BillingDb billing, SendInvitation send, Database database, Tries tries, TimeProvider clock)
{
    /// <summary>Of one person, wherever they invite: mail to strangers under our name is not for whoever wants to write to many.</summary>
    public const int MostInFiveMinutes = 20;

    /// <summary>Of one organization, withdrawn ones included.</summary>
    public const int MostInADay = 100;

    /// <summary>
    /// Refusals: <c>forbidden</c> (only owners invite owners), <c>uniqueness_error</c> (a member already),
    /// <c>rate_limit_exceeded</c>.
    /// </summary>
    public Task<Result<string>> ExecuteAsync(PageCaller caller, string address, MemberRole role, string language, CancellationToken ct) =>
        database.InTransactionAsync<string>(
            async () =>
            {
                if (role == MemberRole.Owner && !caller.May(Permission.ManageOrganization))
                {
                    return SeatProblems.OwnersOnly;
                }

                var normal = address.ToUpperInvariant();
                var sits = await (
                    from member in db.Members
                    join user in db.Users on member.UserId equals user.Id
                    where member.OrganizationId == caller.OrganizationId && user.NormalizedEmail == normal
                    select member.Id).AnyAsync(ct);
                if (sits)
                {
                    return new Problem("uniqueness_error", "email belongs to a member already.", "email");
                }

                var day = clock.GetUtcNow().AddDays(-1);
                var sent = await billing.AuditEntries.CountAsync(
                    row => row.OrganizationId == caller.OrganizationId && row.Action == "member.invite" && row.At > day, ct);
                return sent < MostInADay && tries.Take($"invite:{caller.UserId}", MostInFiveMinutes)
                    ? await send.ExecuteAsync(caller.OrganizationId, address, role, caller.UserId, language, ct)
                    : new Problem("rate_limit_exceeded", "Too many invitations; wait.");
            },
            ct);
}

/// <summary>Takes an invitation back: its link stops working.</summary>
internal sealed class WithdrawInvitation(IdentityDb db, Database database, AuditLog audit)
{
    /// <summary>Refusals: <c>not_found</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(long organizationId, long invitationId, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                var gone = await db.Invitations
                    .Where(row => row.OrganizationId == organizationId && row.Id == invitationId && row.AcceptedAt == null)
                    .ExecuteDeleteAsync(ct);
                if (gone == 0)
                {
                    return new Problem("not_found", "There is no such invitation.");
                }

                await audit.WriteAsync("member.withdraw_invitation", organizationId, ct, $"invitation:{invitationId}");
                return default(Done);
            },
            ct);
}
