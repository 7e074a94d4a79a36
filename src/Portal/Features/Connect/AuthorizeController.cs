using System.Globalization;

using Hostelry.Portal.Features.Shared;

using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

using OpenIddict.Abstractions;

using OidcErrors = OpenIddict.Abstractions.OpenIddictConstants.Errors;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Hostelry.Portal.Features.Connect;

/// <summary>
/// Where a client sends people to sign in. OpenIddict has looked at the request before: client, return address, PKCE and scopes
/// are right. Here the person signs in, proves again who they are where that is asked for, and lets the client in or not.
/// </summary>
[Area("Connect")]
[AllowAnonymous]
[Route("connect/authorize")]
public sealed class AuthorizeController(PageCaller caller) : PageController
{
    /// <summary>Ours: when the proof that <c>prompt=login</c> asked for began to be waited for. Unix seconds.</summary>
    private const string VerifiedAfter = "verified_after";

    private AskPerson Person => HttpContext.RequestServices.GetRequiredService<AskPerson>();

    [HttpGet("")]
    public async Task<IActionResult> Ask(CancellationToken ct)
    {
        var request = HttpContext.GetOpenIddictServerRequest()!;
        if (await SignInFirstAsync(request) is { } first)
        {
            return first;
        }

        var question = await Person.ReadAsync(request, ct);
        if (await Person.FindAsync(question, ct) is { } consent)
        {
            return await Person.GrantAsync(question, consent, ct);
        }

        return request.HasPromptValue(PromptValues.None)
            ? Answers.Refuse(OidcErrors.ConsentRequired, "The person must be asked.")
            : View("Consent", question.View(caller, missing: false));
    }

    /// <summary>The person's answer; or a client's request sent by POST, which begins anew as GET.</summary>
    [HttpPost("")]
    [IgnoreAntiforgeryToken]
    public async Task<IActionResult> Answer(ConsentForm form, CancellationToken ct)
    {
        var request = HttpContext.GetOpenIddictServerRequest()!;
        if (form.Decision is null)
        {
            return LocalRedirect(Answers.Address("/connect/authorize", request));
        }

        await HttpContext.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(HttpContext);
        if (await SignInFirstAsync(request) is { } first)
        {
            return first;
        }

        if (form.Decision != "allow")
        {
            return Answers.Refuse(OidcErrors.AccessDenied, "The person said no.");
        }

        var question = await Person.ReadAsync(request, ct);
        if (question.NeedsProject && !question.Places.Any(place => place.ProjectId == form.ChosenProject))
        {
            return View("Consent", question.View(caller, missing: true));
        }

        return await Person.GrantAsync(question, await Person.AllowAsync(question, form.ChosenProject, ct), ct);
    }

    /// <summary>Null when somebody is signed in, recently enough; otherwise the way there, or the refusal.</summary>
    private async Task<IActionResult?> SignInFirstAsync(OpenIddictRequest request)
    {
        var signedIn = (await HttpContext.AuthenticateAsync(CustomerCookies.Customer)).Succeeded;
        if (signedIn && caller.StaffUserId is not null)
        {
            return Answers.Refuse(OidcErrors.AccessDenied, "Staff who look through a person's eyes let nobody in.");
        }

        var now = HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var fresh = signedIn && caller.VerifiedAt >= MustBeVerifiedSince(request, now);
        if (fresh && !request.HasPromptValue(PromptValues.Login))
        {
            return null;
        }

        if (request.HasPromptValue(PromptValues.None))
        {
            return Answers.Refuse(OidcErrors.LoginRequired, "The person must sign in.");
        }

        // prompt=login is answered once: the way back asks for a proof that is newer than this moment instead.
        var after = request.HasPromptValue(PromptValues.Login) && signedIn ? now.ToUnixTimeSeconds() : (long?)null;
        var back = Answers.Address("/connect/authorize", request, skip: PromptValues.Login, (VerifiedAfter, after));
        // Any site may link here: the session stays, and the person proves on our own page that they are still there.
        return LocalRedirect($"{(signedIn ? "/account/confirm" : "/sign-in")}?{CustomerCookies.Back}={Uri.EscapeDataString(back)}");
    }

    private static DateTimeOffset MustBeVerifiedSince(OpenIddictRequest request, DateTimeOffset now)
    {
        var since = DateTimeOffset.MinValue;
        if (request.MaxAge is { } seconds)
        {
            since = now - TimeSpan.FromSeconds(Math.Clamp(seconds, 0, int.MaxValue));
        }

        var after = (string?)request.GetParameter(VerifiedAfter);
        return long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at <= now.ToUnixTimeSeconds() && DateTimeOffset.FromUnixTimeSeconds(at) > since
                ? DateTimeOffset.FromUnixTimeSeconds(at)
                : since;
    }
}
