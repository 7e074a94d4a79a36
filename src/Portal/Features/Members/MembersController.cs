using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Members;

/// <summary>Who belongs to an organization, and as what.</summary>
[Area("Members")]
[Route("organizations/{organizationId:long}/members")]
public sealed class MembersController(IStringLocalizer<MembersText> text) : CustomerController
{
    [HttpGet("")]
    [Needs(Permission.SeeMembers)]
    public Task<IActionResult> Index(CancellationToken ct) => ShowAsync(new InviteMemberForm(), ct);

    [HttpPost("invite")]
    [StepUp(Form = "../members")]
    [Needs(Permission.ManageMembers)]
    public async Task<IActionResult> Invite(InviteMemberForm form, CancellationToken ct)
    {
        if (!await IsValidAsync(form, ct))
        {
            return await ShowAsync(form, ct);
        }

        var sent = await Use<InviteMember>().ExecuteAsync(
            Caller, form.Email.Trim(), Roles.Of(form.Role)!.Value, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, ct);
        if (sent.Problem is not { } problem)
        {
            return Back();
        }

        ModelState.AddModelError(
            problem.Code == "forbidden" ? nameof(form.Role) : nameof(form.Email),
            text[problem.Code switch { "forbidden" => "OwnersOnly", "uniqueness_error" => "IsMember", _ => "TooMany" }]);
        return await ShowAsync(form, ct);
    }

    [HttpPost("invitations/{invitationId:long}/withdraw")]
    [Needs(Permission.ManageMembers)]
    [WhileSuspended]
    public async Task<IActionResult> Withdraw(long invitationId, CancellationToken ct) =>
        Answer(await Use<WithdrawInvitation>().ExecuteAsync(Caller.OrganizationId, invitationId, ct));

    [HttpPost("{userId:long}/role")]
    [StepUp(Form = "../../members")]
    [Needs(Permission.ManageMembers)]
    public async Task<IActionResult> Role(long userId, MemberRoleForm form, CancellationToken ct) =>
        Roles.Of(form.Role) is { } role ? Answer(await Use<ChangeRole>().ExecuteAsync(Caller, userId, role, ct)) : BadRequest();

    [HttpPost("{userId:long}/remove")]
    [Needs(Permission.ManageMembers)]
    [WhileSuspended]
    public async Task<IActionResult> Remove(long userId, CancellationToken ct) =>
        Answer(await Use<RemoveMember>().ExecuteAsync(Caller, userId, ct));

    [HttpPost("{userId:long}/transfer")]
    [Needs(Permission.ManageOrganization)]
    [StepUp(Form = "../../members")]
    public async Task<IActionResult> Transfer(long userId, CancellationToken ct) =>
        Answer(await Use<TransferOwnership>().ExecuteAsync(Caller, userId, ct));

    [HttpPost("leave")]
    [Needs(Permission.SeeMembers)]
    [WhileSuspended]
    public async Task<IActionResult> Leave(CancellationToken ct)
    {
        // Staff who look through a member's eyes do not give up the member's seat.
        if (Caller.StaffUserId is not null)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        var left = await Use<RemoveMember>().ExecuteAsync(Caller, Caller.UserId, ct);
        return left.Problem is null ? LocalRedirect("/") : Answer(left);
    }

    private T Use<T>()
        where T : notnull => HttpContext.RequestServices.GetRequiredService<T>();

    private IActionResult Answer(Result<Done> done)
    {
        if (done.Problem is { Code: "not_found" })
        {
            return NotFound();
        }

        if (done.Problem is { } problem)
        {
            TempData["refused"] = problem.Code == "protected" ? "LastOwner" : "OwnersOnlyChange";
        }

        return Back();
    }

    private RedirectToActionResult Back() => RedirectToAction(nameof(Index), new { organizationId = Caller.OrganizationId });

    private async Task<IActionResult> ShowAsync(InviteMemberForm form, CancellationToken ct)
    {
        var view = await Use<ListMembers>().ExecuteAsync(Caller.OrganizationId, ct);
        return View("Index", view with { Invite = form });
    }
}
