using Hostelry.Billing.Persistence;
using Hostelry.Portal.Features.Account;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Organizations;

/// <summary>An organization's own name, projects and end.</summary>
[Area("Organizations")]
[Route("organizations/{organizationId:long}/settings")]
public sealed class OrganizationsController(IStringLocalizer<OrganizationsText> text) : CustomerController
{
    [HttpGet("")]
    [Needs(Permission.ManageProjects)]
    public IActionResult Index() => Form();

    [HttpPost("")]
    [Needs(Permission.ManageOrganization)]
    public async Task<IActionResult> Rename(RenameForm form, CancellationToken ct)
    {
        if (await IsValidAsync(form, ct))
        {
            // "Taken" says that there is such a customer: nobody goes through a list of names.
            if (!Use<Tries>().Take($"organization:{Caller.UserId}", NewOrganizationController.MostInFiveMinutes))
            {
                return StatusCode(StatusCodes.Status429TooManyRequests);
            }

            if ((await Use<RenameOrganization>().ExecuteAsync(Caller.OrganizationId, form.Name.Trim(), ct)).Problem is null)
            {
                return Back();
            }

            ModelState.AddModelError(nameof(form.Name), text["NameTaken"]);
        }

        return Form();
    }

    [HttpPost("projects")]
    [Needs(Permission.ManageProjects)]
    public async Task<IActionResult> CreateProject(NewProjectForm form, CancellationToken ct)
    {
        if (await IsValidAsync(form, ct))
        {
            var made = await Use<CreateProject>().ExecuteAsync(Caller.OrganizationId, form.Project.Trim(), ct);
            if (made.Problem is not { } problem)
            {
                return LocalRedirect(FormattableString.Invariant($"/projects/{made.Value.Id}"));
            }

            ModelState.AddModelError(nameof(form.Project), text[problem.Code == "uniqueness_error" ? "ProjectTaken" : "TooManyProjects"]);
        }

        return Form();
    }

    [HttpGet("close")]
    [Needs(Permission.ManageOrganization)]
    [StepUp]
    public IActionResult Close() => View("Close", new OrganizationView(Caller.OrganizationName));

    [HttpPost("close")]
    [Needs(Permission.ManageOrganization)]
    [WhileSuspended]
    [StepUp]
    public async Task<IActionResult> Close(CloseOrganizationForm form, CancellationToken ct)
    {
        if (await IsValidAsync(form, ct))
        {
            if (form.Confirm.Trim() != Caller.OrganizationName)
            {
                ModelState.AddModelError(nameof(form.Confirm), text["OtherName"]);
            }
            else if ((await Use<Database>().InTransactionAsync(
                () => Use<CloseOrganization>().ExecuteAsync(Caller.OrganizationId, Caller.OrganizationName, ct), ct)).Problem is null)
            {
                return LocalRedirect("/");
            }
            else
            {
                ModelState.AddModelError(nameof(form.Confirm), text["ServersLive"]);
            }
        }

        return View("Close", new OrganizationView(Caller.OrganizationName));
    }

    private T Use<T>()
        where T : notnull => HttpContext.RequestServices.GetRequiredService<T>();

    private ViewResult Form() => View("Index", new OrganizationView(Caller.OrganizationName));

    private RedirectToActionResult Back() => RedirectToAction(nameof(Index), new { organizationId = Caller.OrganizationId });
}
