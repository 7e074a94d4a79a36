using Hostelry.Portal.Features.Shared;
using Hostelry.Provisioning.Hosts;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffHosts;

/// <summary>Machines that servers run on, for staff: room, images, state, what the last comparison found; open and closed.</summary>
[Area("StaffHosts")]
[Route("staff/hosts")]
[StaffMay(StaffRight.See)]
public sealed class StaffHostsController(IStringLocalizer<StaffHostsText> text, IStringLocalizer<SharedText> words) : StaffController
{
    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken ct) => View(await Use<HostQueries>().ListAsync(ct));

    [HttpGet("{id:long}")]
    public async Task<IActionResult> Show(long id, CancellationToken ct) =>
        await Use<ReadHost>().ExecuteAsync(id, ct) is { } found ? View(found) : NotFound();

    [HttpPost("{id:long}/open"), StaffMay(StaffRight.Operate)]
    public async Task<IActionResult> Open(long id, CancellationToken ct) =>
        (await Use<SetHostOpen>().ExecuteAsync(id, open: true, ct)).IsSuccess ? Done(PathOf(id), "DoneOpen") : NotFound();

    [HttpGet("{id:long}/close"), StaffMay(StaffRight.Operate)]
    public async Task<IActionResult> Close(long id, CancellationToken ct) =>
        await Use<ReadHost>().ExecuteAsync(id, ct) is { } found ? View(new CloseForm { Host = found }) : NotFound();

    [HttpPost("{id:long}/close"), StaffMay(StaffRight.Operate)]
    public async Task<IActionResult> Close(long id, string? confirm, CancellationToken ct)
    {
        if (await Use<ReadHost>().ExecuteAsync(id, ct) is not { } found)
        {
            return NotFound();
        }

        Confirm(confirm, found.Row.Name, words);
        if (ModelState.IsValid)
        {
            var done = await Use<SetHostOpen>().ExecuteAsync(id, open: false, ct);
            if (done.IsSuccess)
            {
                return Done(PathOf(id), "DoneClose");
            }

            Refuse(done.Problem!, nameof(CloseForm.Confirm), text);
        }

        return View(new CloseForm { Host = found, Confirm = confirm ?? "" });
    }

    private static string PathOf(long id) => FormattableString.Invariant($"/staff/hosts/{id}");
}

public sealed class CloseForm
{
    public required HostDetail Host { get; init; }

    /// <summary>The host's name, typed.</summary>
    public string Confirm { get; init; } = "";
}
