using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.Dashboard;

/// <summary>A project's first page: its servers, what they cost, and what to do first.</summary>
[Area("Dashboard")]
[Route("projects/{projectId:long}")]
[Needs(Permission.SeeServers)]
public sealed class DashboardController : CustomerController
{
    [HttpGet("")]
    public async Task<IActionResult> Index([FromServices] ReadDashboard dashboard, CancellationToken ct) =>
        View(await dashboard.ExecuteAsync(Caller, ct));
}
