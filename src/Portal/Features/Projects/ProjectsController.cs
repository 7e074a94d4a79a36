using Hostelry.Portal.Features.Organizations;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Projects;

/// <summary>What can be set about a project itself, and its end.</summary>
[Area("Projects")]
[Route("projects/{projectId:long}/settings")]
[Needs(Permission.ManageProjects)]
public sealed class ProjectsController(IStringLocalizer<ProjectsText> text) : CustomerController
{
    [HttpGet("")]
    public IActionResult Settings() => View(new ProjectView(Caller.ProjectName));

    [HttpPost("")]
    public async Task<IActionResult> Settings(ProjectForm form, CancellationToken ct)
    {
        if (await IsValidAsync(form, ct))
        {
            var renamed = await HttpContext.RequestServices.GetRequiredService<RenameProject>()
                .ExecuteAsync(Caller.OrganizationId, Caller.ProjectId, form.Name.Trim(), ct);
            if (renamed.Problem is null)
            {
                return RedirectToAction(nameof(Settings), new { projectId = Caller.ProjectId });
            }

            ModelState.AddModelError(nameof(form.Name), text["NameTaken"]);
        }

        return View(new ProjectView(Caller.ProjectName));
    }

    [HttpPost("delete")]
    [StepUp(Form = "../settings")]
    [WhileSuspended]
    public async Task<IActionResult> Delete(DeleteProjectForm form, CancellationToken ct)
    {
        if (await IsValidAsync(form, ct))
        {
            if (form.Confirm.Trim() != Caller.ProjectName)
            {
                ModelState.AddModelError(nameof(form.Confirm), text["OtherName"]);
            }
            else
            {
                var gone = await HttpContext.RequestServices.GetRequiredService<DeleteProject>().ExecuteAsync(Caller.Key, ct);
                if (gone.Problem is not { } problem)
                {
                    return LocalRedirect("/");
                }

                ModelState.AddModelError(nameof(form.Confirm), text[problem.Code == "protected" ? "LastProject" : "ServersLive"]);
            }
        }

        return View(nameof(Settings), new ProjectView(Caller.ProjectName));
    }
}
