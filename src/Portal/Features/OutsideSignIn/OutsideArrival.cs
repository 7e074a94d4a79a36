using System.Globalization;
using System.Security.Claims;

using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity.Oidc;

using Microsoft.AspNetCore.Authentication;

namespace Hostelry.Portal.Features.OutsideSignIn;

/// <summary>Somebody comes back from the outside provider: into their account, or to link it with the one that is signed in.</summary>
internal sealed class OutsideArrival(EnterFromOutside enter, LinkOutside link, PageCaller caller)
{
    /// <summary>In the sealed state of the way there: the user who asked to link, and where to go on.</summary>
    public const string LinkFor = "link";
    public const string Back = "back";

    /// <summary>Where the browser goes next; local.</summary>
    public async Task<string> ExecuteAsync(HttpContext context, ClaimsPrincipal outside, AuthenticationProperties state)
    {
        if (PersonOf(outside) is not { } person)
        {
            return "/sign-in/outside/failed";
        }

        var stop = context.RequestAborted;
        if (state.Items.TryGetValue(LinkFor, out var asked))
        {
            // The very account that asked is still the one that is signed in: nobody links theirs to another's.
            var signedIn = (await context.AuthenticateAsync(CustomerCookies.Customer)).Succeeded && caller.StaffUserId is null
                && caller.UserId.ToString(CultureInfo.InvariantCulture) == asked;
            return signedIn && (await link.ExecuteAsync(caller.UserId, person, stop)).IsSuccess ? "/account/outside" : "/sign-in/outside/failed";
        }

        var entered = await enter.ExecuteAsync(person, stop);
        if (entered.Problem is { } problem)
        {
            return problem.Code == "uniqueness_error" ? "/sign-in/outside/taken" : "/sign-in/outside/failed";
        }

        var back = state.Items.TryGetValue(Back, out var address) && address is not null ? address : "/";
        if (entered.Value.TwoFactorEnabled)
        {
            await context.SignInAsync(CustomerCookies.Pending, StaffCookies.PrincipalOf(entered.Value, CustomerCookies.Pending));
            return $"/sign-in/second-factor?{CustomerCookies.Back}={Uri.EscapeDataString(back)}";
        }

        await CustomerCookies.EnterAsync(context, entered.Value);
        return back;
    }

    /// <summary>An address counts only when the provider says that it is verified.</summary>
    private static OutsidePerson? PersonOf(ClaimsPrincipal outside) =>
        outside.FindFirst("sub") is { Value: { Length: > 0 } subject } claim && claim.Issuer.Length > 0
            ? new OutsidePerson(
                outside.FindFirstValue("iss") ?? claim.Issuer,
                subject,
                string.Equals(outside.FindFirstValue("email_verified"), "true", StringComparison.OrdinalIgnoreCase) ? outside.FindFirstValue("email") : null)
            : null;
}
