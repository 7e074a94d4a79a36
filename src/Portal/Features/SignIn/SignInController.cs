using Hostelry.Portal.Composition;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.SignIn;

/// <summary>
/// The way in for staff: password → (first time: enrol a device) → second factor → staff cookie. Which step is next is
/// decided by the account in the database, never by what the browser sends.
/// </summary>
[Area("SignIn")]
[AllowAnonymous]
[Route("staff")]
public sealed class SignInController(PortalSettings settings, IStringLocalizer<SignInText> text) : StaffController
{
    [HttpGet("sign-in")]
    public IActionResult Password() => View(new PasswordForm());

    [HttpPost("sign-in")]
    public async Task<IActionResult> Password(PasswordForm form, CancellationToken ct)
    {
        if (!await IsValidAsync(form, ct))
        {
            return View(form);
        }

        var signIn = HttpContext.RequestServices.GetRequiredService<SignInSteps>();
        if (await signIn.CheckPasswordAsync(Door.Staff, form.Email, form.Password, ct) is not { } user)
        {
            ModelState.AddModelError(nameof(form.Password), text["WrongPassword"]);
            return View(form);
        }

        return await NextStepAsync(user);
    }

    [HttpGet("setup/{secret}")]
    public async Task<IActionResult> Setup(string secret, CancellationToken ct) =>
        await HttpContext.RequestServices.GetRequiredService<UseSetupLink>().WorksAsync(secret, ct)
            ? View(new SetupForm())
            : Gone();

    [HttpPost("setup/{secret}")]
    public async Task<IActionResult> Setup(string secret, SetupForm form, CancellationToken ct)
    {
        if (!await IsValidAsync(form, ct))
        {
            return View(form);
        }

        var made = await HttpContext.RequestServices.GetRequiredService<UseSetupLink>()
            .ExecuteAsync(secret, form.Email.Trim(), form.Password, ct);
        if (made.Problem is not { } problem)
        {
            return await NextStepAsync(made.Value);
        }

        if (problem.Code == "not_found")
        {
            return Gone();
        }

        var (field, message) = problem.Field == "email"
            ? (nameof(form.Email), "EmailRefused")
            : (nameof(form.Password), "PasswordRefused");
        ModelState.AddModelError(field, text[message]);
        return View(form);
    }

    [HttpGet("enrol")]
    public async Task<IActionResult> Enrol() =>
        await PendingUserAsync() is { TwoFactorEnabled: false } user
            ? View(await EnrolViewAsync(user))
            : RedirectToAction(nameof(SecondFactor));

    [HttpPost("enrol")]
    public async Task<IActionResult> Enrol(CodeForm form, CancellationToken ct)
    {
        if (await PendingUserAsync() is not { TwoFactorEnabled: false } user)
        {
            return RedirectToAction(nameof(SecondFactor));
        }

        var signIn = HttpContext.RequestServices.GetRequiredService<SignInSteps>();
        var codes = await IsValidAsync(form, ct) ? await signIn.EnrolAsync(Door.Staff, user, form.Code, ct) : null;
        if (codes is null)
        {
            WrongCode();
            return View(await EnrolViewAsync(user));
        }

        await EnterAsync(user);
        return View("RecoveryCodes", codes);
    }

    [HttpGet("second-factor")]
    public async Task<IActionResult> SecondFactor() =>
        await PendingUserAsync() switch
        {
            null => RedirectToAction(nameof(Password)),
            { TwoFactorEnabled: false } => RedirectToAction(nameof(Enrol)),
            _ => View(new CodeForm()),
        };

    [HttpPost("second-factor")]
    public async Task<IActionResult> SecondFactor(CodeForm form, CancellationToken ct)
    {
        if (await PendingUserAsync() is not { TwoFactorEnabled: true } user)
        {
            return RedirectToAction(nameof(Password));
        }

        var signIn = HttpContext.RequestServices.GetRequiredService<SignInSteps>();
        if (!await IsValidAsync(form, ct) || !await signIn.CheckSecondFactorAsync(Door.Staff, user, form.Code, ct))
        {
            WrongCode();
            return View(new CodeForm());
        }

        await EnterAsync(user);
        return LocalRedirect("/staff");
    }

    /// <summary>Unless the validator has said more already.</summary>
    private void WrongCode()
    {
        if (ModelState.IsValid)
        {
            ModelState.AddModelError(nameof(CodeForm.Code), text["WrongCode"]);
        }
    }

    private UserManager<User> Users => HttpContext.RequestServices.GetRequiredService<UserManager<User>>();

    private async Task<IActionResult> NextStepAsync(User user)
    {
        await HttpContext.SignInAsync(StaffCookies.Pending, StaffCookies.PrincipalOf(user, StaffCookies.Pending));
        return RedirectToAction(user.TwoFactorEnabled ? nameof(SecondFactor) : nameof(Enrol));
    }

    private async Task EnterAsync(User user)
    {
        await HttpContext.SignOutAsync(StaffCookies.Pending);
        await HttpContext.SignInAsync(StaffCookies.Staff, StaffCookies.PrincipalOf(user, StaffCookies.Staff));
    }

    private async Task<User?> PendingUserAsync()
    {
        var pending = await HttpContext.AuthenticateAsync(StaffCookies.Pending);
        return pending.Principal is { } principal ? await Users.GetUserAsync(principal) : null;
    }

    private ViewResult Gone()
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return View("Gone");
    }

    private async Task<EnrolView> EnrolViewAsync(User user)
    {
        var key = await Users.GetAuthenticatorKeyAsync(user);
        if (string.IsNullOrEmpty(key))
        {
            await Users.ResetAuthenticatorKeyAsync(user);
            key = await Users.GetAuthenticatorKeyAsync(user)
                ?? throw new InvalidOperationException("The second factor's key was not kept.");
            // The key is a credential: making it changed the account's stamp, and the pending cookie with it.
            await HttpContext.SignInAsync(StaffCookies.Pending, StaffCookies.PrincipalOf(user, StaffCookies.Pending));
        }

        return EnrolPicture.Of(settings.PublicUrl.Host, user.Email ?? "", key);
    }
}
