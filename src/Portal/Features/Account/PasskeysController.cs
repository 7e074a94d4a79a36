using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.Account;

/// <summary>What a browser's authenticator answered, as JSON.</summary>
public sealed class PasskeyForm
{
    public string Credential { get; init; } = "";
}

/// <summary>A person's passkeys. What the browser is asked to prove is kept, sealed, in a cookie of its own between the two steps.</summary>
[Route("account/passkeys")]
[TypeFilter<PasswordDoor>]
[StepUp]
public sealed class PasskeysController : AccountControllerBase
{
    [HttpGet("")]
    public IActionResult Add() => View();

    /// <summary>What the authenticator is asked, for the script.</summary>
    [HttpPost("options")]
    [StepUp(Form = "/account/passkeys")]
    public async Task<IActionResult> Options()
    {
        var user = await UserAsync();
        var options = await Use<IPasskeyHandler<User>>().MakeCreationOptionsAsync(
            new PasskeyUserEntity { Id = await Users.GetUserIdAsync(user), Name = user.Email ?? "", DisplayName = user.Email ?? "" },
            HttpContext);
        Use<PasskeyState>().Keep(HttpContext, options.AttestationState);
        return Content(options.CreationOptionsJson, "application/json");
    }

    [HttpPost("")]
    public async Task<IActionResult> Add(PasskeyForm form, CancellationToken ct)
    {
        var user = await UserAsync();
        var outcome = await Use<IPasskeyHandler<User>>().PerformAttestationAsync(new PasskeyAttestationContext
        {
            HttpContext = HttpContext,
            CredentialJson = form.Credential,
            AttestationState = Use<PasskeyState>().Take(HttpContext),
        });
        if (!outcome.Succeeded || outcome.UserEntity.Id != await Users.GetUserIdAsync(user))
        {
            ViewBag.Refused = true;
            return View();
        }

        outcome.Passkey.Name = Browsers.NameOf(Request.Headers.UserAgent.ToString());
        await Users.AddOrUpdatePasskeyAsync(user, outcome.Passkey);
        await Use<Billing.Audit.AuditLog>().WriteAsync("user.passkey_added", null, ct, $"user:{user.Id}");
        await KeepSessionAsync(user);
        await TellOfSecondFactorAsync(user, ct);
        return LocalRedirect("/account");
    }

    [HttpPost("{key}/remove")]
    [StepUp(Form = "/account")]
    public async Task<IActionResult> Remove(string key, CancellationToken ct)
    {
        var user = await UserAsync();
        var found = (await Users.GetPasskeysAsync(user)).FirstOrDefault(passkey => Convert.ToHexString(passkey.CredentialId) == key);
        if (found is null)
        {
            return NotFound();
        }

        await Users.RemovePasskeyAsync(user, found.CredentialId);
        await Use<Billing.Audit.AuditLog>().WriteAsync("user.passkey_removed", null, ct, $"user:{user.Id}");
        await KeepSessionAsync(user);
        await TellOfSecondFactorAsync(user, ct);
        return LocalRedirect("/account");
    }
}
