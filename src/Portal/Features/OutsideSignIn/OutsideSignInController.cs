using System.Globalization;

using Hostelry.Portal.Composition;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Identity.Oidc;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Hostelry.Portal.Features.OutsideSignIn;

/// <summary>The way to the outside provider, and what is said when it led nowhere. Not there unless <c>Oidc:Authority</c> is set.</summary>
[Area("OutsideSignIn")]
[AllowAnonymous]
[Route("sign-in/outside")]
public sealed class OutsideSignInController(PortalSettings settings) : PageController
{
    /// <param name="back">Where to go on; local.</param>
    /// <param name="again">The person is to prove anew who they are, though the provider may know them still.</param>
    [HttpGet("")]
    public IActionResult Leave(string? back, bool again = false)
    {
        if (!settings.Oidc.IsOn)
        {
            return NotFound();
        }

        var state = State(OutsideArrival.Back, Url.IsLocalUrl(back) ? back : "/");
        state.SetParameter(OpenIdConnectParameterNames.Prompt, again ? OpenIdConnectPrompt.Login : null);
        return Challenge(state, OutsideServices.Scheme);
    }

    [HttpGet("failed")]
    public IActionResult Failed() => View("Failed", new OutsideFailure("Failed", settings.Oidc.Name));

    /// <summary>The provider's address belongs to an account here that is not linked.</summary>
    [HttpGet("taken")]
    public IActionResult Taken() => View("Failed", new OutsideFailure("Taken", settings.Oidc.Name));

    internal static AuthenticationProperties State(string name, string value) =>
        new(new Dictionary<string, string?>(StringComparer.Ordinal) { [name] = value });
}

/// <summary>What a person has linked.</summary>
[Area("OutsideSignIn")]
[Route("account/outside")]
[StepUp]
public sealed class OutsideAccountController(PortalSettings settings, IdentityDb db) : PersonalController
{
    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken ct)
    {
        if (!settings.Oidc.IsOn)
        {
            return NotFound();
        }

        var user = Caller.UserId;
        var linked = await db.Set<IdentityUserLogin<long>>().AnyAsync(row => row.UserId == user, ct);
        var own = await db.Users.AnyAsync(row => row.Id == user && row.Issuer != Identity.User.LocalIssuer, ct);
        return View("Account", new OutsideAccountView(settings.Oidc.Name, linked, own));
    }

    /// <summary>
    /// A way to the provider that ends with linking: from the signed-in session, by a form of ours. A page sends on, for the
    /// content policy lets a form of ours lead to no other site.
    /// </summary>
    [HttpPost("link")]
    [StepUp(Form = "/account/outside")]
    public async Task<IActionResult> Link()
    {
        if (!settings.Oidc.IsOn)
        {
            return NotFound();
        }

        await HttpContext.ChallengeAsync(
            OutsideServices.Scheme,
            OutsideSignInController.State(OutsideArrival.LinkFor, Caller.UserId.ToString(CultureInfo.InvariantCulture)));
        var address = Response.Headers.Location.ToString();
        Response.Headers.Remove("Location");
        Response.StatusCode = StatusCodes.Status200OK;
        return View("/Features/Connect/GoOn.cshtml", address);
    }

    [HttpPost("unlink")]
    [StepUp(Form = "/account/outside")]
    public async Task<IActionResult> Unlink(CancellationToken ct)
    {
        await HttpContext.RequestServices.GetRequiredService<UnlinkOutside>().ExecuteAsync(Caller.UserId, ct);
        return RedirectToAction(nameof(Index));
    }
}

/// <param name="Key">Names title and text.</param>
/// <param name="Provider">As the sign-in page calls it.</param>
public sealed record OutsideFailure(string Key, string Provider);

/// <param name="IsLinked">By the person.</param>
/// <param name="CameFromThere">The account was made by the provider and has no other way in.</param>
public sealed record OutsideAccountView(string Provider, bool IsLinked, bool CameFromThere);
