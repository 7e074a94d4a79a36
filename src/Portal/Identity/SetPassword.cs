using Hostelry.Billing;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Persistence;

using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>Gives an account another password: every other session and every link in a mail ends, and its address is told.</summary>
public sealed class SetPassword(
    UserManager<User> users, IdentityDb db, BillingDb billing, Database database, MailLinks links, QueueMail mail, AuditLog audit)
{
    /// <summary>Refusals: <c>invalid_input</c> (password).</summary>
    /// <param name="user">The account, as this scope has read it.</param>
    /// <param name="password">8–128 characters.</param>
    /// <param name="action">As the audit row says it.</param>
    /// <param name="keptSessionId">The session that goes on; null: none does.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Done>> ExecuteAsync(User user, string password, string action, long? keptSessionId, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                await users.RemovePasswordAsync(user);
                var set = await users.AddPasswordAsync(user, password);
                if (!set.Succeeded)
                {
                    return new Problem("invalid_input", set.Errors.First().Description, "password");
                }

                await users.SetLockoutEndDateAsync(user, null);
                await users.ResetAccessFailedCountAsync(user);
                await db.Sessions.Where(session => session.UserId == user.Id && session.Id != keptSessionId).ExecuteDeleteAsync(ct);
                await links.ForgetAsync(user.Id, ct);
                mail.ToAddress(user.Email!, user.Language, MailKind.PasswordChanged, new MailData().WithLink("link", "/reset"));
                audit.Add(action, null, $"user:{user.Id}");
                await billing.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);
}
