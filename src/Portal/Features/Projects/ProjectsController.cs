using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Projects;

/// <summary>What can be set about a project itself.</summary>
[Area("Projects")]
[Route("projects/{projectId:long}/settings")]
[Needs(Permission.ManageProjects)]
public sealed class ProjectsController(IStringLocalizer<ProjectsText> text) : CustomerController
{
    [HttpGet("")]
    public IActionResult Settings() => View(new ProjectForm { Name = Caller.ProjectName });

    [HttpPost("")]
    public async Task<IActionResult> Settings(ProjectForm form, CancellationToken ct)
    {
        if (!await IsValidAsync(form, ct))
        {
            return View(form);
        }

        var renamed = await HttpContext.RequestServices.GetRequiredService<RenameProject>()
            .ExecuteAsync(Caller.OrganizationId, Caller.ProjectId, form.Name.Trim(), ct);
        if (renamed.Problem is null)
        {
            return RedirectToAction(nameof(Settings), new { projectId = Caller.ProjectId });
        }

        ModelState.AddModelError(nameof(form.Name), text["NameTaken"]);
        return View(form);
    }
}
