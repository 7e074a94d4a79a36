using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.Servers;

/// <summary>
/// One server: what it is, does and costs, kept fresh while somebody looks; and the acts that need no second page.
/// Everything is asked of the use cases that the API asks.
/// </summary>
[Area("Servers")]
[Route("projects/{projectId:long}/servers/{serverId:long}")]
[Needs(Permission.SeeServers)]
public sealed class ServerController : CustomerController
{
    /// <summary>htmx stops asking when it gets this status.</summary>
    private const int StopAsking = 286;

    private const int HistoryLength = 15;

    [HttpGet("")]
    public async Task<IActionResult> Show(
        long serverId,
        [FromQuery] string? refused,
        [FromServices] ServerQueries servers,
        [FromServices] ServerHistory history,
        [FromServices] SubscriptionCosts costs,
        CancellationToken ct)
    {
        var living = Request.Headers.ContainsKey("HX-Request");
        var found = await servers.GetAsync(Caller.Key, serverId, ct);
        var past = await history.ExecuteAsync(Caller.Key, serverId, HistoryLength, ct);
        if (!found.IsSuccess)
        {
            return past.Count == 0 ? NotFound() : living ? Gone() : Deleted();
        }

        var page = new ServerPage(
            found.Value,
            past,
            Caller.May(Permission.SeeMoney) ? await costs.OfAsync(Caller.OrganizationId, found.Value.SubscriptionId, ct) : null,
            refused);
        return living ? PartialView("Live", page) : View(page);
    }

    /// <summary>Power on, off, shutdown, reboot, reset.</summary>
    [HttpPost("power")]
    [Needs(Permission.ManageServers)]
    public async Task<IActionResult> Power(
        long serverId, PowerForm form, [FromServices] ChangePower power, CancellationToken ct) =>
        Enum.TryParse<PowerAction>(form.Act, out var act) && Enum.IsDefined(act)
            ? Answer(serverId, await power.ExecuteAsync(Caller.Key, serverId, act, ct))
            : BadRequest();

    [HttpPost("protection")]
    [Needs(Permission.ManageServers)]
    public async Task<IActionResult> Protection(
        long serverId, ProtectionForm form, [FromServices] ChangeProtection change, CancellationToken ct) =>
        Answer(serverId, await change.ExecuteAsync(Caller.Key, serverId, form.Delete, form.Rebuild, ct));

    /// <summary>Back to the server's page, which shows what runs now, or says what was refused.</summary>
    private IActionResult Answer(long serverId, Result<OperationView> outcome) =>
        outcome.Problem is { Code: "not_found" }
            ? NotFound()
            : LocalRedirect(string.Create(
                CultureInfo.InvariantCulture,
                $"/projects/{Caller.ProjectId}/servers/{serverId}{(outcome.Problem is { } problem ? "?refused=" + problem.Code : "")}"));

    /// <summary>Whoever comes back to a server that was theirs, or sees its deletion end before its page was shown, is told so.</summary>
    private ViewResult Deleted()
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return View("Deleted");
    }

    private PartialViewResult Gone()
    {
        Response.StatusCode = StopAsking;
        return PartialView("Gone");
    }
}
