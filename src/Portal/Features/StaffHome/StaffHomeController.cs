using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.StaffHome;

[Area("StaffHome")]
[Route("staff")]
[StaffMay(StaffRight.See)]
public sealed class StaffHomeController : StaffController
{
    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken ct) => View(await ReadAsync(ct));

    /// <summary>The living part of the page alone, for htmx.</summary>
    [HttpGet("overview")]
    public async Task<IActionResult> Overview(CancellationToken ct) => PartialView("Figures", await ReadAsync(ct));

    /// <summary>Ends this and every other session of the account, and those in which it looks through customers' eyes.</summary>
    [HttpPost("sign-out")]
    public async Task<IActionResult> Leave(CancellationToken ct)
    {
        var users = HttpContext.RequestServices.GetRequiredService<UserManager<User>>();
        if (await users.GetUserAsync(User) is { } user)
        {
            await users.UpdateSecurityStampAsync(user);
            await HttpContext.RequestServices.GetRequiredService<IdentityDb>().Sessions
                .Where(session => session.StaffUserId == user.Id).ExecuteDeleteAsync(ct);
        }

        await HttpContext.SignOutAsync(StaffCookies.Staff);
        return LocalRedirect("/staff/sign-in");
    }

    private Task<OverviewView> ReadAsync(CancellationToken ct) =>
        HttpContext.RequestServices.GetRequiredService<ReadOverview>().ExecuteAsync(ct);
}
