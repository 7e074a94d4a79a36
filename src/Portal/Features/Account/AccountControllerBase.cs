using System.Globalization;

using Hostelry.Billing;
using Hostelry.Billing.Mail;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.Account;

/// <summary>What the pages of an account share: the account itself, and a cookie that outlives a change of its credentials.</summary>
[Area("Account")]
public abstract class AccountControllerBase : PersonalController
{
    protected UserManager<User> Users => HttpContext.RequestServices.GetRequiredService<UserManager<User>>();

    protected T Use<T>()
        where T : notnull => HttpContext.RequestServices.GetRequiredService<T>();

    /// <summary>The account of the session, tracked.</summary>
    protected async Task<User> UserAsync() =>
        await Users.FindByIdAsync(Caller.UserId.ToString(CultureInfo.InvariantCulture))
        ?? throw new InvalidOperationException("The session has no account.");

    /// <summary>This browser goes on; every other one has a cookie with the old stamp.</summary>
    protected Task KeepSessionAsync(User user) => CustomerCookies.KeepAsync(HttpContext, user, Caller.SessionId);

    /// <summary>Tells the account's address that its second factor is another.</summary>
    protected async Task TellOfSecondFactorAsync(User user, CancellationToken ct)
    {
        Use<QueueMail>().ToAddress(user.Email!, user.Language, MailKind.SecondFactorChanged, new MailData().WithLink("link", "/account"));
        await Use<BillingDb>().SaveChangesAsync(ct);
    }
}
