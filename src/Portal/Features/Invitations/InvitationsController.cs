using System.Globalization;

using FluentValidation;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Composition;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Invitations;

public sealed class JoinForm
{
    public string Password { get; init; } = "";
}

/// <param name="SignedInAs">Null when nobody is.</param>
/// <param name="OnlyProvider">What the outside provider is called, where no other way leads in; else null.</param>
public sealed record JoinView(OpenInvitation Invitation, string? SignedInAs, string Secret, string? OnlyProvider)
{
    /// <summary>Whoever is signed in is not who is invited, and the seat is none for a link that was passed on.</summary>
    public bool IsForAnother => SignedInAs is not null && Invitation.IsForItsAddress
        && !string.Equals(SignedInAs, Invitation.Email, StringComparison.OrdinalIgnoreCase);

    /// <summary>Always empty: names the field.</summary>
    public string Password => "";
}

internal sealed class JoinFormValidator : AbstractValidator<JoinForm>
{
    public JoinFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<InvitationsText> text)
    {
        var password = new Field(words, text, "Password");
        RuleFor(form => form.Password).Filled(password).AtLeast(8, password).AtMost(128, password);
    }
}

/// <summary>
/// The link of an invitation. Whoever opens it reads the mail of the invited address: signed in, they accept; with an account,
/// they sign in first; without one, a password makes it.
/// </summary>
[Area("Invitations")]
[Authorize(AuthenticationSchemes = CustomerCookies.Customer)]
[AllowAnonymous]
[Route("invitations/{secret}")]
public sealed class InvitationsController(
    PageCaller caller, Tenant tenant, PortalSettings settings, IStringLocalizer<InvitationsText> text) : PageController
{
    [HttpGet("")]
    public async Task<IActionResult> Show(string secret, CancellationToken ct) =>
        await OpenAsync(secret, ct) is { } invitation ? View("Show", ViewOf(invitation, secret)) : Gone();

    [HttpPost("")]
    public async Task<IActionResult> Accept(string secret, JoinForm form, CancellationToken ct)
    {
        if (await OpenAsync(secret, ct) is not { } invitation)
        {
            return Gone();
        }

        var accept = HttpContext.RequestServices.GetRequiredService<AcceptInvitation>();
        if (caller.IsSignedIn)
        {
            if (caller.StaffUserId is not null)
            {
                return StatusCode(StatusCodes.Status403Forbidden);
            }

            return (await accept.ExecuteAsync(invitation, caller.UserId, ct)).Problem switch
            {
                null => Welcome(invitation),
                { Code: "forbidden" } => StatusCode(StatusCodes.Status403Forbidden),
                _ => Gone(),
            };
        }

        if (invitation.HasAccount || settings.Oidc.IsTheOnlyWay || !await IsValidAsync(form, ct))
        {
            return View("Show", ViewOf(invitation, secret));
        }

        var made = await accept.WithAccountAsync(invitation, form.Password, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, ct);
        if (made.Problem is not { } problem)
        {
            await CustomerCookies.EnterAsync(HttpContext, made.Value);
            return Welcome(invitation);
        }

        if (problem.Field != "password")
        {
            return Gone();
        }

        ModelState.AddModelError(nameof(form.Password), text["PasswordCommon"]);
        return View("Show", ViewOf(invitation, secret));
    }

    private LocalRedirectResult Welcome(OpenInvitation invitation) => LocalRedirect(
        // Whoever comes for the money alone finds it; everybody else sees first with whom they are.
        FormattableString.Invariant($"/organizations/{invitation.OrganizationId}/{(invitation.Role == MemberRole.Billing ? "balance" : "members")}"));

    private JoinView ViewOf(OpenInvitation invitation, string secret) =>
        new(invitation, caller.IsSignedIn ? caller.Email : null, secret, settings.Oidc.IsTheOnlyWay ? settings.Oidc.Name : null);

    private async Task<OpenInvitation?> OpenAsync(string secret, CancellationToken ct)
    {
        // Where nobody needs to be signed in, nobody has looked yet.
        await HttpContext.AuthenticateAsync(CustomerCookies.Customer);
        if (await HttpContext.RequestServices.GetRequiredService<FindInvitation>().ExecuteAsync(secret, ct) is not { } found)
        {
            return null;
        }

        tenant.ActForOrganization(found.OrganizationId, caller.IsSignedIn ? caller.Actor : "invitation");
        return await HttpContext.RequestServices.GetRequiredService<DescribeInvitation>().ExecuteAsync(found, ct);
    }

    private ViewResult Gone()
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return View("Gone");
    }
}
