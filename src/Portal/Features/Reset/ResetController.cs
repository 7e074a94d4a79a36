using System.Globalization;

using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Features.SignUp;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Mail;

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Reset;

/// <summary>For whoever has forgotten the password.</summary>
[Area("Reset")]
[AllowAnonymous]
[Route("reset")]
[TypeFilter<PasswordDoor>]
public sealed class ResetController(MailSettings mail, IStringLocalizer<ResetText> text) : PageController
{
    [HttpGet("")]
    public IActionResult Ask() => View(new AskForm());

    [HttpPost("")]
    public async Task<IActionResult> Ask(AskForm form, CancellationToken ct)
    {
        if (!await IsValidAsync(form, ct))
        {
            return View(form);
        }

        await HttpContext.RequestServices.GetRequiredService<AskForReset>()
            .ExecuteAsync(form.Email.Trim(), CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, ct);
        return View("Sent", new SentView(form.Email.Trim(), !mail.Smtp.IsSet));
    }

    [HttpGet("{secret}")]
    public async Task<IActionResult> Choose(string secret, CancellationToken ct) =>
        await HttpContext.RequestServices.GetRequiredService<MailLinks>().FindAsync(LinkPurpose.Reset, secret, ct) is not null
            ? View(new NewPasswordForm())
            : Gone();

    [HttpPost("{secret}")]
    public async Task<IActionResult> Choose(string secret, NewPasswordForm form, CancellationToken ct)
    {
        if (!await IsValidAsync(form, ct))
        {
            return View(form);
        }

        var set = await HttpContext.RequestServices.GetRequiredService<ResetPassword>().ExecuteAsync(secret, form.Password, ct);
        switch (set.Problem?.Code)
        {
            case null:
                return View("Done");
            case "not_found":
                return Gone();
            default:
                ModelState.AddModelError(nameof(form.Password), text["PasswordCommon"]);
                return View(form);
        }
    }

    private ViewResult Gone()
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return View("Gone");
    }
}
