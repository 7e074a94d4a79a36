using Hostelry.Billing;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Mail;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>Keeps a seat for whoever reads an address's mail, and writes there. They may have no account yet.</summary>
public sealed class SendInvitation(
    IdentityDb db, BillingDb billing, Database database, QueueMail mail, MailSeal seal, AuditLog audit, TimeProvider clock)
{
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(30);

    /// <summary>The secret of the link; an older invitation of the same address stops working.</summary>
    /// <param name="organizationId">The scope's own, or any for a worker.</param>
    /// <param name="address">Checked by the caller.</param>
    /// <param name="role">What they become.</param>
    /// <param name="invitedBy">Null for an operator.</param>
    /// <param name="language">Of the mail, where the address has no account that says so.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<string>> ExecuteAsync(
        long organizationId, string address, MemberRole role, long? invitedBy, string? language, CancellationToken ct) =>
        database.InTransactionAsync<string>(
            async () =>
            {
                var email = address.ToLowerInvariant();
                var organization = await db.Reachable<Organization>()
                    .Where(row => row.Id == organizationId && row.DeletedAt == null).Select(row => row.Name).SingleOrDefaultAsync(ct);
                if (organization is null)
                {
                    return new Problem("not_found", "There is no such organization.");
                }

                await db.Reachable<Invitation>()
                    .Where(row => row.OrganizationId == organizationId && row.Email == email && row.AcceptedAt == null).ExecuteDeleteAsync(ct);
                var now = clock.GetUtcNow();
                var secret = MailLinks.NewSecret();
                var invitation = new Invitation
                {
                    OrganizationId = organizationId,
                    Email = email,
                    Role = role,
                    Hash = MailLinks.HashOf(secret),
                    InvitedBy = invitedBy,
                    CreatedAt = now,
                    ExpiresAt = now + Lasts,
                };
                db.Invitations.Add(invitation);
                await db.SaveChangesAsync(ct);
                mail.ToAddress(
                    email,
                    language,
                    MailKind.Invitation,
                    new MailData().With("organization", organization).WithWord("role", role.ToString()).With("until", invitation.ExpiresAt)
                        .WithLink("link", "/invitations/{secret}"),
                    organizationId,
                    seal.Seal(secret));
                audit.Add("member.invite", organizationId, $"invitation:{invitation.Id}");
                await billing.SaveChangesAsync(ct);
                return secret;
            },
            ct);
}
