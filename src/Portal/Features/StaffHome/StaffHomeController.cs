using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.StaffHome;

[Area("StaffHome")]
[Route("staff")]
public sealed class StaffHomeController : StaffController
{
    [HttpGet("")]
    public IActionResult Index() => View();

    /// <summary>Ends this and every other session of the account.</summary>
    [HttpPost("sign-out")]
    public async Task<IActionResult> Leave()
    {
        var users = HttpContext.RequestServices.GetRequiredService<UserManager<User>>();
        if (await users.GetUserAsync(User) is { } user)
        {
            await users.UpdateSecurityStampAsync(user);
        }

        await HttpContext.SignOutAsync(StaffCookies.Staff);
        return LocalRedirect("/staff/sign-in");
    }
}
