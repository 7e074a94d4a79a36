using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.Connect;

/// <summary>
/// Where a client sends people who signed out there. Whoever is signed in here is asked first: a foreign page must not be able
/// to sign people out. Then, or when nobody is, they go back to the client, where OpenIddict found the address right.
/// </summary>
[Area("Connect")]
[AllowAnonymous]
[Route("connect/end-session")]
public sealed class EndSessionController(PageCaller caller, IdentityDb db) : PageController
{
    [HttpGet("")]
    public async Task<IActionResult> Ask(CancellationToken ct)
    {
        if (!(await HttpContext.AuthenticateAsync(CustomerCookies.Customer)).Succeeded)
        {
            return Answers.SignedOut();
        }

        var request = HttpContext.GetOpenIddictServerRequest()!;
        var client = await db.OidcClients.Where(row => row.ClientId == request.ClientId).Select(row => row.DisplayName).SingleOrDefaultAsync(ct);
        return View("EndSession", new EndSessionView(client, Answers.Parameters(request)));
    }

    /// <summary>The person's yes; or a client's request sent by POST, which begins anew as GET.</summary>
    [HttpPost("")]
    [IgnoreAntiforgeryToken]
    public async Task<IActionResult> End(ConsentForm form)
    {
        if (form.Decision is null)
        {
            return LocalRedirect(Answers.Address("/connect/end-session", HttpContext.GetOpenIddictServerRequest()!));
        }

        await HttpContext.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(HttpContext);
        if ((await HttpContext.AuthenticateAsync(CustomerCookies.Customer)).Succeeded)
        {
            await Answers.LeaveAsync(HttpContext, caller);
        }

        return Answers.SignedOut();
    }
}
