using Hostelry.Billing.Kernel;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Account;

/// <summary>A person's account: address, password, sessions, the end of it.</summary>
[Route("account")]
public sealed class AccountController(IStringLocalizer<AccountText> text) : AccountControllerBase
{
    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken ct) =>
        View(await Use<ReadAccount>().ExecuteAsync(await UserAsync(), ct));

    [HttpGet("password")]
    public IActionResult Password() => View(new ChangePasswordForm());

    [HttpPost("password")]
    public async Task<IActionResult> Password(ChangePasswordForm form, CancellationToken ct)
    {
        if (!await IsValidAsync(form, ct))
        {
            return View(form);
        }

        var user = await UserAsync();
        if (!Use<Tries>().Take($"prove:{user.Id}") || !await Users.CheckPasswordAsync(user, form.Current))
        {
            ModelState.AddModelError(nameof(form.Current), text["WrongPassword"]);
            return View(form);
        }

        var set = await Use<SetPassword>().ExecuteAsync(user, form.Password, "user.password_change", Caller.SessionId, ct);
        if (set.Problem is not null)
        {
            ModelState.AddModelError(nameof(form.Password), text["PasswordCommon"]);
            return View(form);
        }

        await KeepSessionAsync(user);
        return LocalRedirect("/account");
    }

    [HttpGet("email")]
    [StepUp]
    public IActionResult Email() => View(new ChangeEmailForm());

    [HttpPost("email")]
    [StepUp]
    public async Task<IActionResult> Email(ChangeEmailForm form, CancellationToken ct)
    {
        if (!await IsValidAsync(form, ct))
        {
            return View(form);
        }

        await Use<AskForEmail>().ExecuteAsync(await UserAsync(), form.Email.Trim(), ct);
        return View("EmailSent", form.Email.Trim());
    }

    [HttpGet("email/{secret}")]
    public async Task<IActionResult> ConfirmEmail(string secret, CancellationToken ct) =>
        await Use<MailLinks>().FindAsync(LinkPurpose.Email, secret, ct) is { } link && link.UserId == Caller.UserId
            ? View("ConfirmEmail", link.Address)
            : NotFound();

    [HttpPost("email/{secret}")]
    public async Task<IActionResult> UseEmail(string secret, CancellationToken ct)
    {
        var user = await UserAsync();
        if ((await Use<ChangeEmail>().ExecuteAsync(user, secret, ct)).Problem is not null)
        {
            return NotFound();
        }

        await KeepSessionAsync(user);
        return LocalRedirect("/account");
    }

    [HttpPost("sessions/{sessionId:long}/end")]
    public async Task<IActionResult> EndSession(long sessionId, CancellationToken ct) =>
        (await Use<EndSession>().ExecuteAsync(Caller.UserId, sessionId, ct)).Problem is null ? LocalRedirect("/account") : NotFound();

    [HttpPost("sessions/end-others")]
    public async Task<IActionResult> EndOthers(CancellationToken ct)
    {
        await Use<EndOtherSessions>().ExecuteAsync(Caller.UserId, Caller.SessionId, ct);
        return LocalRedirect("/account");
    }

    [HttpGet("close")]
    [StepUp]
    public IActionResult Close() => View(new CloseAccountForm());

    [HttpPost("close")]
    [StepUp]
    public async Task<IActionResult> Close(CloseAccountForm form, CancellationToken ct)
    {
        if (!await IsValidAsync(form, ct))
        {
            return View(form);
        }

        if (!string.Equals(form.Email.Trim(), Caller.Email, StringComparison.OrdinalIgnoreCase))
        {
            ModelState.AddModelError(nameof(form.Email), text["OtherEmail"]);
            return View(form);
        }

        var closed = await Use<BeyondTenant>().DoAsync<CloseAccount, Result<Done>>(
            Caller.Actor, close => close.ExecuteAsync(Caller.UserId, ct));
        if (closed.Problem is { } problem)
        {
            ModelState.AddModelError(nameof(form.Email), text[problem.Code == "protected" ? "IsStaff" : "LastOwner"]);
            return View(form);
        }

        await HttpContext.SignOutAsync(CustomerCookies.Customer);
        return LocalRedirect("/sign-in");
    }
}
