using Hostelry.Portal.Features.Shared;

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.Errors;

/// <param name="Status">Of HTTP.</param>
/// <param name="Key">Names title and text in the texts of this feature.</param>
public sealed record ErrorView(int Status, string Key);

/// <summary>What people see where a page cannot be shown. Programs under <c>/v1</c> get their own bodies.</summary>
[Area("Errors")]
[AllowAnonymous]
[Route("error")]
public sealed class ErrorsController : PageController
{
    /// <summary>Answers with the status of the request that failed, whatever its method was.</summary>
    [Route("{status:int:range(400,599)}")]
    [IgnoreAntiforgeryToken]
    public IActionResult Show(int status)
    {
        Response.StatusCode = status;
        return View("Show", new ErrorView(status, status switch
        {
            StatusCodes.Status403Forbidden when HttpContext.Items.ContainsKey(ResolveCaller.Suspended) => "Suspended",
            StatusCodes.Status400BadRequest => "Refused",
            StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden => "Forbidden",
            < StatusCodes.Status500InternalServerError => "NotFound",
            _ => "Broken",
        }));
    }
}
