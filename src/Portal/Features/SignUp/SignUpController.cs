using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Composition;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Mail;

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.SignUp;

/// <summary>
/// An account begins with an address: a mail goes there, and its link opens the form for the rest. Nothing is kept of
/// whoever does not read the mail, and no password of somebody else's waits for them.
/// </summary>
[Area("SignUp")]
[AllowAnonymous]
[Route("")]
[TypeFilter<PasswordDoor>]
public sealed class SignUpController(MailSettings mail, PortalSettings settings, IStringLocalizer<SignUpText> text) : PageController
{
    [HttpGet("sign-up")]
    public IActionResult Begin() => View(new AddressForm());

    [HttpPost("sign-up")]
    public async Task<IActionResult> Begin(AddressForm form, CancellationToken ct)
    {
        if (!await IsValidAsync(form, ct))
        {
            return View(form);
        }

        await HttpContext.RequestServices.GetRequiredService<BeginSignUp>().ExecuteAsync(form.Email.Trim(), Language, ct);
        return View("Sent", new SentView(form.Email.Trim(), !mail.Smtp.IsSet));
    }

    [HttpGet("confirm/{secret}")]
    public async Task<IActionResult> Confirm(string secret, CancellationToken ct) =>
        await Links.FindAsync(LinkPurpose.Signup, secret, ct) is { } link ? Form(link, new NewAccountForm { Country = CountryNames.Guess(HttpContext) ?? "" }) : Gone();

    [HttpPost("confirm/{secret}")]
    public async Task<IActionResult> Confirm(string secret, NewAccountForm form, CancellationToken ct)
    {
        if (await Links.FindAsync(LinkPurpose.Signup, secret, ct) is not { } link)
        {
            return Gone();
        }

        if (!await IsValidAsync(form, ct))
        {
            return Form(link, form);
        }

        // Other customers' names are nobody's business, and a link works until it has made its account.
        if (!HttpContext.RequestServices.GetRequiredService<Tries>().Take("organization:" + link.Address))
        {
            return StatusCode(StatusCodes.Status429TooManyRequests);
        }

        var made = await HttpContext.RequestServices.GetRequiredService<BeyondTenant>().DoAsync<OpenAccount, Result<User>>(
            "sign-up", open => open.ExecuteAsync(secret, AccountOf(form), ct));
        if (made.Problem is not { } problem)
        {
            await CustomerCookies.EnterAsync(HttpContext, made.Value);
            return LocalRedirect("/");
        }

        switch (problem.Field)
        {
            case "password":
                ModelState.AddModelError(nameof(form.Password), text["PasswordCommon"]);
                return Form(link, form);
            case "name":
                ModelState.AddModelError(nameof(form.Organization), text["OrganizationTaken"]);
                return Form(link, form);
            default:
                return Gone();
        }
    }

    private NewAccount AccountOf(NewAccountForm form) => new(
        form.Organization.Trim(), form.Country, form.Password, Language, settings.Terms.Address is null ? null : settings.Terms.Version);

    private MailLinks Links => HttpContext.RequestServices.GetRequiredService<MailLinks>();

    private static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    private ViewResult Form(MailLink link, NewAccountForm form)
    {
        ViewBag.Address = link.Address;
        return View("Confirm", form);
    }

    private ViewResult Gone()
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return View("Gone");
    }
}
