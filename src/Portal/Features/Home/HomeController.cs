using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.Home;

/// <summary>The front door: to where the visitor was last, or to the way in.</summary>
[Area("Home")]
[AllowAnonymous]
[Route("")]
public sealed class HomeController(PageCaller caller, FindSeats seats) : PageController
{
    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken ct)
    {
        if (!(await HttpContext.AuthenticateAsync(CustomerCookies.Customer)).Succeeded)
        {
            return LocalRedirect("/sign-in");
        }

        caller.Sits(await seats.ExecuteAsync(caller.UserId, ct));
        return (caller.MenuProject, caller.MenuSeat) switch
        {
            ({ } project, _) when caller.MenuMay(Permission.SeeServers) => LocalRedirect(FormattableString.Invariant($"/projects/{project.Id}")),
            (_, { } seat) => LocalRedirect(caller.HomeOf(seat)),
            _ => LocalRedirect("/account"),
        };
    }
}
