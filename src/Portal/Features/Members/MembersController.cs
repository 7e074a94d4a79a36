using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.Members;

/// <summary>Who belongs to an organization, and as what.</summary>
[Area("Members")]
[Route("organizations/{organizationId:long}/members")]
public sealed class MembersController : CustomerController
{
    [HttpGet("")]
    [Needs(Permission.SeeMembers)]
    public async Task<IActionResult> Index(CancellationToken ct) => View(
        await HttpContext.RequestServices.GetRequiredService<ListMembers>().ExecuteAsync(Caller.OrganizationId, ct));
}
