using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Features.Shared;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.StaffMail;

/// <summary>What the installation sent or tries to send.</summary>
[Area("StaffMail")]
[Route("staff/mail")]
[StaffMay(StaffRight.See)]
public sealed class StaffMailController : StaffController
{
    [HttpGet("")]
    public async Task<IActionResult> Index(string? state, string? address, int page, CancellationToken ct)
    {
        var list = await Use<ReadMail>().ListAsync(state, address, page, ct);
        await AuditAsync("staff.see_mail", null, ct);
        return View(list);
    }

    [HttpGet("{id}")]
    public async Task<IActionResult> Show(Guid id, CancellationToken ct)
    {
        if (await Use<ReadMail>().FindAsync(id, ct) is not { } found)
        {
            return NotFound();
        }

        await AuditAsync("staff.see_mail", found.Row.OrganizationId, ct, string.Create(CultureInfo.InvariantCulture, $"mail:{id:N}"));
        return View(found);
    }

    /// <summary>As it lies in the folder: its links work, so this is for whoever administers the installation.</summary>
    [HttpGet("{id}/kept"), StaffMay(StaffRight.Administer)]
    public async Task<IActionResult> Kept(Guid id, CancellationToken ct)
    {
        if (await Use<ReadMail>().KeptAsync(id, ct) is not { } text)
        {
            return NotFound();
        }

        await AuditAsync("staff.read_mail", null, ct, string.Create(CultureInfo.InvariantCulture, $"mail:{id:N}"));
        return View("Kept", text);
    }

    [HttpPost("{id}/send-again"), StaffMay(StaffRight.Support)]
    public async Task<IActionResult> Again(Guid id, CancellationToken ct)
    {
        var done = await DoAsync<SendAgain, Result<Done>>(use => use.ExecuteAsync(id, ct));
        return done.Problem switch
        {
            null => Done($"/staff/mail/{id}", "DoneAgain"),
            { Code: "not_found" } => NotFound(),
            { Code: var code } => Done($"/staff/mail/{id}", "Refused_" + code),
        };
    }
}
