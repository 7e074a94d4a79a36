using Hostelry.Billing.Audit;
using Hostelry.Portal.Features.Account;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.CustomerSignIn;

/// <summary>
/// The way in with a passkey. The authenticator has asked its holder who they are (user verification is required), so it is
/// both factors at once.
/// </summary>
[Area("CustomerSignIn")]
[AllowAnonymous]
[Route("sign-in/passkey")]
[TypeFilter<PasswordDoor>]
public sealed class PasskeySignInController : PageController
{
    private IPasskeyHandler<User> Passkeys => HttpContext.RequestServices.GetRequiredService<IPasskeyHandler<User>>();

    private PasskeyState State => HttpContext.RequestServices.GetRequiredService<PasskeyState>();

    /// <summary>What the authenticator is asked, for the script: whoever it knows, so nothing is told of anybody.</summary>
    [HttpPost("options")]
    public async Task<IActionResult> Options()
    {
        var options = await Passkeys.MakeRequestOptionsAsync(null, HttpContext);
        State.Keep(HttpContext, options.AssertionState);
        return Content(options.RequestOptionsJson, "application/json");
    }

    [HttpPost("")]
    public async Task<IActionResult> Enter(PasskeyForm form, string? back, CancellationToken ct)
    {
        var outcome = await Passkeys.PerformAssertionAsync(new PasskeyAssertionContext
        {
            HttpContext = HttpContext,
            CredentialJson = form.Credential,
            AssertionState = State.Take(HttpContext),
        });
        // The account's lockout counts wrong passwords, which anybody can send: it keeps no key's holder out.
        if (!outcome.Succeeded || outcome.User is not { DeletedAt: null } user)
        {
            return LocalRedirect($"/sign-in?passkey=refused&{CustomerCookies.Back}={Uri.EscapeDataString(Url.IsLocalUrl(back) ? back : "/")}");
        }

        await HttpContext.RequestServices.GetRequiredService<UserManager<User>>().AddOrUpdatePasskeyAsync(user, outcome.Passkey);
        await HttpContext.RequestServices.GetRequiredService<AuditLog>().WriteAsync("user.sign_in", null, ct, $"user:{user.Id}");
        await CustomerCookies.EnterAsync(HttpContext, user);
        return LocalRedirect(Url.IsLocalUrl(back) ? back : "/");
    }
}
