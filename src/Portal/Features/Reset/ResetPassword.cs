using Hostelry.Billing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Identity;

namespace Hostelry.Portal.Features.Reset;

/// <summary>Answers every address with a mail, as signing up does: who asks learns nothing unless they read it.</summary>
internal sealed class AskForReset(
    UserManager<User> users, MailLinks links, QueueMail mail, IdentityDb db, BillingDb billing, Database database, Tries tries)
{
    private const int MostMail = 3;

    public async Task ExecuteAsync(string address, string language, CancellationToken ct)
    {
        if (tries.Take("mail:" + address, MostMail))
        {
            await database.InTransactionAsync<Done>(
                async () =>
                {
                    // An account of an outside provider has no password here, and gets none.
                    if (await users.FindByEmailAsync(address) is { Issuer: User.LocalIssuer } user)
                    {
                        await links.SendAsync(LinkPurpose.Reset, address, user.Id, MailKind.ResetPassword, "/reset/", user.Language ?? language, ct);
                    }
                    else
                    {
                        mail.ToAddress(address, language, MailKind.ResetUnknown, new MailData().WithLink("link", "/sign-up"));
                    }

                    await db.SaveChangesAsync(ct);
                    await billing.SaveChangesAsync(ct);
                    return default(Done);
                },
                ct);
        }
    }
}

/// <summary>Sets a password by a link. The second factor stays, every session ends, and nobody is signed in by it.</summary>
internal sealed class ResetPassword(UserManager<User> users, MailLinks links, SetPassword set, Database database)
{
    /// <summary>Refusals: <c>not_found</c> (the link), <c>invalid_input</c> (password).</summary>
    public Task<Result<Done>> ExecuteAsync(string secret, string password, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await links.FindAsync(LinkPurpose.Reset, secret, ct) is not { UserId: { } id } link
                    || await users.FindByIdAsync(id.ToString(System.Globalization.CultureInfo.InvariantCulture)) is not { DeletedAt: null } user
                    || !string.Equals(link.Address, user.Email, StringComparison.OrdinalIgnoreCase)
                    || !await links.SpendAsync(link, ct))
                {
                    return new Problem("not_found", "This link has been used or has expired.");
                }

                return await set.ExecuteAsync(user, password, "user.password_reset", null, ct);
            },
            ct);
}
