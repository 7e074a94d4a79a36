using Hostelry.Portal.Composition;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Features.SignIn;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.CustomerSignIn;

/// <summary>
/// The way in for customers: password → (where one is set up) second factor → session. Which step is next is decided by the
/// account in the database, never by what the browser sends.
/// </summary>
[Area("CustomerSignIn")]
[AllowAnonymous]
[Route("sign-in")]
public sealed class CustomerSignInController(IStringLocalizer<CustomerSignInText> text, PortalSettings settings) : PageController
{
    [HttpGet("")]
    public async Task<IActionResult> Enter(string? back) =>
        (await HttpContext.AuthenticateAsync(CustomerCookies.Customer)).Succeeded ? GoOn(back) : View(new EnterForm());

    [HttpPost("")]
    public async Task<IActionResult> Enter(EnterForm form, string? back, CancellationToken ct)
    {
        if (settings.Oidc.IsTheOnlyWay)
        {
            return NotFound();
        }

        if (!await IsValidAsync(form, ct))
        {
            return View(form);
        }

        if (await Steps.CheckPasswordAsync(Door.User, form.Email, form.Password, ct) is not { } user)
        {
            ModelState.AddModelError(nameof(form.Password), text["WrongPassword"]);
            return View(form);
        }

        if (user.TwoFactorEnabled)
        {
            await HttpContext.SignInAsync(CustomerCookies.Pending, StaffCookies.PrincipalOf(user, CustomerCookies.Pending));
            return RedirectToAction(nameof(SecondFactor), new { back });
        }

        await CustomerCookies.EnterAsync(HttpContext, user);
        return GoOn(back);
    }

    [HttpGet("second-factor")]
    public async Task<IActionResult> SecondFactor(string? back) =>
        await PendingUserAsync() is null ? RedirectToAction(nameof(Enter), new { back }) : View(new EnterCodeForm());

    [HttpPost("second-factor")]
    public async Task<IActionResult> SecondFactor(EnterCodeForm form, string? back, CancellationToken ct)
    {
        if (await PendingUserAsync() is not { } user)
        {
            return RedirectToAction(nameof(Enter), new { back });
        }

        if (!await IsValidAsync(form, ct) || !await Steps.CheckSecondFactorAsync(Door.User, user, form.Code, ct))
        {
            if (ModelState.IsValid)
            {
                ModelState.AddModelError(nameof(form.Code), text["WrongCode"]);
            }

            return View(new EnterCodeForm());
        }

        await CustomerCookies.EnterAsync(HttpContext, user);
        return GoOn(back);
    }

    private SignInSteps Steps => HttpContext.RequestServices.GetRequiredService<SignInSteps>();

    private IActionResult GoOn(string? back) => LocalRedirect(Url.IsLocalUrl(back) ? back : "/");

    private async Task<User?> PendingUserAsync()
    {
        var pending = await HttpContext.AuthenticateAsync(CustomerCookies.Pending);
        var users = HttpContext.RequestServices.GetRequiredService<UserManager<User>>();
        return pending.Principal is { } principal && await users.GetUserAsync(principal) is { TwoFactorEnabled: true } user ? user : null;
    }
}

/// <summary>The way out: this browser's session ends, others go on.</summary>
[Area("CustomerSignIn")]
[Authorize(Policy = CustomerCookies.Customer)]
[Route("sign-out")]
public sealed class CustomerSignOutController(PageCaller caller) : PageController
{
    [HttpPost("")]
    public async Task<IActionResult> Leave(CancellationToken ct)
    {
        await HttpContext.RequestServices.GetRequiredService<EndSession>().ExecuteAsync(caller.UserId, caller.SessionId, ct);
        await HttpContext.SignOutAsync(CustomerCookies.Customer);
        return LocalRedirect("/sign-in");
    }
}
