using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity.Oidc;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.Connect;

/// <summary>The programs that a person let in, and the door out for each.</summary>
[Area("Connect")]
[Route("account/apps")]
public sealed class AppsController : PersonalController
{
    [HttpGet("")]
    public async Task<IActionResult> Apps(CancellationToken ct) =>
        View(await HttpContext.RequestServices.GetRequiredService<ListConsents>().ExecuteAsync(Caller.UserId, ct));

    [HttpPost("{consentId:long}/revoke")]
    public async Task<IActionResult> Revoke(long consentId, CancellationToken ct) =>
        (await HttpContext.RequestServices.GetRequiredService<EndConsent>().ExecuteAsync(Caller.UserId, consentId, ct)).Problem is null
            ? RedirectToAction(nameof(Apps))
            : NotFound();
}
