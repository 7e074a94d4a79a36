using Hostelry.Billing;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.StaffMail;

/// <summary>Sends a mail again that was sent or given up. Runs as worker.</summary>
public sealed class SendAgain(BillingDb db, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>Not while it waits, and not one with a link: what made that work is erased; its reader asks for a new one.</summary>
    public static bool May(OutgoingMail mail) =>
        mail is { State: MailState.Sent or MailState.Failed, Address: not null }
        && !mail.Data.Contains("{secret}", StringComparison.Ordinal);

    /// <summary>Refusals: <c>not_found</c>, <c>conflict</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(Guid id, CancellationToken ct) => database.InTransactionAsync<Done>(
        async () =>
        {
            if (await db.Reachable<OutgoingMail>().SingleOrDefaultAsync(row => row.Id == id, ct) is not { } mail)
            {
                return new Problem("not_found", "mail not found.");
            }

            if (!May(mail))
            {
                return new Problem("conflict", "This mail waits already, or had a link that works no more.");
            }

            (mail.State, mail.Tries, mail.NextTryAt, mail.DoneAt, mail.Problem) = (MailState.Waiting, 0, clock.GetUtcNow(), null, null);
            await db.SaveChangesAsync(ct);
            await audit.WriteAsync("mail.send_again", mail.OrganizationId, ct, $"mail:{id:N}");
            return default(Done);
        },
        ct);
}
