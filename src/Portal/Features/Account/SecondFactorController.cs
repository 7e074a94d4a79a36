using Hostelry.Portal.Composition;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Features.SignIn;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Account;

/// <summary>A person's second factor: enrolled, renewed, removed.</summary>
[Route("account/second-factor")]
[StepUp]
public sealed class SecondFactorController(PortalSettings settings, IStringLocalizer<AccountText> text) : AccountControllerBase
{
    [HttpGet("")]
    public async Task<IActionResult> Enrol()
    {
        var user = await UserAsync();
        return user.TwoFactorEnabled ? LocalRedirect("/account") : View(await PictureAsync(user));
    }

    [HttpPost("")]
    public async Task<IActionResult> Enrol(FactorCodeForm form, CancellationToken ct)
    {
        var user = await UserAsync();
        var codes = await IsValidAsync(form, ct) ? await Use<SignInSteps>().EnrolAsync(Door.User, user, form.Code, ct) : null;
        if (codes is null)
        {
            if (ModelState.IsValid)
            {
                ModelState.AddModelError(nameof(form.Code), text["WrongCode"]);
            }

            return user.TwoFactorEnabled ? LocalRedirect("/account") : View(await PictureAsync(user));
        }

        await KeepSessionAsync(user);
        await TellOfSecondFactorAsync(user, ct);
        return View("Codes", codes);
    }

    [HttpPost("codes")]
    [StepUp(Form = "/account")]
    public async Task<IActionResult> NewCodes(CancellationToken ct)
    {
        var user = await UserAsync();
        if (!user.TwoFactorEnabled)
        {
            return LocalRedirect("/account");
        }

        var codes = await Users.GenerateNewTwoFactorRecoveryCodesAsync(user, 10);
        await Use<Billing.Audit.AuditLog>().WriteAsync("user.recovery_codes", null, ct, $"user:{user.Id}");
        await KeepSessionAsync(user);
        return View("Codes", (IReadOnlyList<string>)[.. codes ?? []]);
    }

    [HttpGet("remove")]
    public IActionResult Remove() => View();

    [HttpPost("remove")]
    public async Task<IActionResult> Removed(CancellationToken ct)
    {
        var user = await UserAsync();
        if (await Use<IdentityDb>().StaffRoles.AnyAsync(role => role.UserId == user.Id, ct))
        {
            // Required of staff.
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        await Users.SetTwoFactorEnabledAsync(user, false);
        await Users.ResetAuthenticatorKeyAsync(user);
        await Users.GenerateNewTwoFactorRecoveryCodesAsync(user, 0);
        await Use<Billing.Audit.AuditLog>().WriteAsync("user.second_factor_removed", null, ct, $"user:{user.Id}");
        await KeepSessionAsync(user);
        await TellOfSecondFactorAsync(user, ct);
        return LocalRedirect("/account");
    }

    private async Task<EnrolView> PictureAsync(User user)
    {
        var key = await Users.GetAuthenticatorKeyAsync(user);
        if (string.IsNullOrEmpty(key))
        {
            await Users.ResetAuthenticatorKeyAsync(user);
            key = await Users.GetAuthenticatorKeyAsync(user) ?? throw new InvalidOperationException("The second factor's key was not kept.");
            await KeepSessionAsync(user);
        }

        return EnrolPicture.Of(settings.PublicUrl.Host, user.Email ?? "", key);
    }
}

/// <summary>Proving once more who one is, for what <see cref="StepUpAttribute"/> guards.</summary>
[Route("account/confirm")]
public sealed class ProveController(IStringLocalizer<AccountText> text) : AccountControllerBase
{
    [HttpGet("")]
    public async Task<IActionResult> Prove() => View(await FormAsync());

    [HttpPost("")]
    public async Task<IActionResult> Prove(ProveForm form, string? back, CancellationToken ct)
    {
        var user = await UserAsync();
        if (await IsValidAsync(form, ct))
        {
            if (await IsProofAsync(user, form.Proof, ct))
            {
                await Use<VerifySession>().ExecuteAsync(user.Id, Caller.SessionId, ct);
                return LocalRedirect(Url.IsLocalUrl(back) ? back : "/account");
            }

            ModelState.AddModelError(nameof(form.Proof), text["WrongProof"]);
        }

        return View(await FormAsync());
    }

    /// <summary>What the authenticator is asked, for the script: a passkey of this very account.</summary>
    [HttpPost("passkey/options")]
    public async Task<IActionResult> PasskeyOptions()
    {
        var options = await Use<IPasskeyHandler<User>>().MakeRequestOptionsAsync(await UserAsync(), HttpContext);
        Use<PasskeyState>().Keep(HttpContext, options.AssertionState);
        return Content(options.RequestOptionsJson, "application/json");
    }

    [HttpPost("passkey")]
    public async Task<IActionResult> Passkey(PasskeyForm form, string? back, CancellationToken ct)
    {
        var user = await UserAsync();
        var outcome = await Use<IPasskeyHandler<User>>().PerformAssertionAsync(new PasskeyAssertionContext
        {
            HttpContext = HttpContext,
            CredentialJson = form.Credential,
            AssertionState = Use<PasskeyState>().Take(HttpContext),
        });
        var here = Url.IsLocalUrl(back) ? back : "/account";
        if (!outcome.Succeeded || outcome.User?.Id != user.Id)
        {
            return LocalRedirect($"/account/confirm?passkey=refused&{CustomerCookies.Back}={Uri.EscapeDataString(here)}");
        }

        await Users.AddOrUpdatePasskeyAsync(outcome.User, outcome.Passkey);
        await Use<VerifySession>().ExecuteAsync(user.Id, Caller.SessionId, ct);
        return LocalRedirect(here);
    }

    /// <summary>Where there is a second factor it alone counts: whoever has learned the password is to get no further with it.</summary>
    private async Task<bool> IsProofAsync(User user, string proof, CancellationToken ct) =>
        Use<Tries>().Take($"prove:{user.Id}")
        && (user.TwoFactorEnabled
            ? await Use<SignInSteps>().CheckSecondFactorAsync(Door.User, user, proof, ct)
            : user.PasswordHash is not null && await Users.CheckPasswordAsync(user, proof));

    private async Task<ProveForm> FormAsync()
    {
        var (user, oidc) = (await UserAsync(), Use<PortalSettings>().Oidc);
        ViewBag.HasSecondFactor = user.TwoFactorEnabled;
        // Who came from the outside provider has nothing to type here: they sign in there anew.
        ViewBag.Provider = user.PasswordHash is null && !user.TwoFactorEnabled && oidc.IsOn ? oidc.Name : null;
        ViewBag.HasPasskey = !oidc.IsTheOnlyWay && (await Users.GetPasskeysAsync(user)).Count > 0;
        return new ProveForm();
    }
}
