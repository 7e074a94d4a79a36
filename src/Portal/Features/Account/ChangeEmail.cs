using Hostelry.Billing;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Identity;

namespace Hostelry.Portal.Features.Account;

/// <summary>Writes to the address that an account is to have. To one that another account has goes nothing, and nobody is told.</summary>
internal sealed class AskForEmail(
    UserManager<User> users, MailLinks links, IdentityDb db, BillingDb billing, Database database, Tries tries)
{
    public async Task ExecuteAsync(User user, string address, CancellationToken ct)
    {
        if (tries.Take($"email:{user.Id}", most: 3) && await users.FindByEmailAsync(address) is null)
        {
            await database.InTransactionAsync<Done>(
                async () =>
                {
                    await links.SendAsync(LinkPurpose.Email, address, user.Id, MailKind.ConfirmEmail, "/account/email/", user.Language, ct);
                    await db.SaveChangesAsync(ct);
                    await billing.SaveChangesAsync(ct);
                    return default(Done);
                },
                ct);
        }
    }
}

/// <summary>Gives an account the address that its link proved; the old one is told.</summary>
internal sealed class ChangeEmail(
    UserManager<User> users, MailLinks links, BillingDb billing, Database database, QueueMail mail, AuditLog audit)
{
    /// <summary>Refusals: <c>not_found</c> (the link, or an address that another account has by now).</summary>
    public Task<Result<Done>> ExecuteAsync(User user, string secret, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                var gone = new Problem("not_found", "This link has been used or has expired.");
                if (await links.FindAsync(LinkPurpose.Email, secret, ct) is not { } link || link.UserId != user.Id
                    || !await links.SpendAsync(link, ct))
                {
                    return gone;
                }

                var old = user.Email!;
                user.UserName = link.Address;
                user.EmailConfirmed = true;
                if (!(await users.SetEmailAsync(user, link.Address)).Succeeded)
                {
                    return gone;
                }

                user.EmailConfirmed = true;
                await users.UpdateAsync(user);
                // Whoever reads the old address's mail has nothing to come back with.
                await links.ForgetAsync(user.Id, ct);
                mail.ToAddress(old, user.Language, MailKind.EmailChanged, new MailData().With("address", link.Address));
                audit.Add("user.email_change", null, $"user:{user.Id}");
                await billing.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);
}
