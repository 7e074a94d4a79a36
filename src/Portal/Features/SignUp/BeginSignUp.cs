using Hostelry.Billing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Identity;

namespace Hostelry.Portal.Features.SignUp;

/// <summary>
/// Answers every address with a mail: a link for one that is new, a word for one that has an account. Who asks learns nothing
/// unless they read that mail.
/// </summary>
internal sealed class BeginSignUp(
    UserManager<User> users, MailLinks links, QueueMail mail, IdentityDb db, BillingDb billing, Database database, Tries tries)
{
    /// <summary>More mail than this in five minutes to one address is somebody else's idea.</summary>
    private const int MostMail = 3;

    public async Task ExecuteAsync(string address, string language, CancellationToken ct)
    {
        if (tries.Take("mail:" + address, MostMail))
        {
            await database.InTransactionAsync<Done>(
                async () =>
                {
                    if (await users.FindByEmailAsync(address) is null)
                    {
                        await links.SendAsync(LinkPurpose.Signup, address, null, MailKind.ConfirmSignUp, "/confirm/", language, ct);
                    }
                    else
                    {
                        mail.ToAddress(address, null, MailKind.SignUpKnown, new MailData().WithLink("link", "/sign-in"));
                    }

                    await db.SaveChangesAsync(ct);
                    await billing.SaveChangesAsync(ct);
                    return default(Done);
                },
                ct);
        }
    }
}
