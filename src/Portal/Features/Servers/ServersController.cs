using System.Globalization;

using Hostelry.Billing.Customers;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning.Listing;
using Hostelry.Provisioning.Servers;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Servers;

/// <summary>A project's servers: found by name, address, state and label, and acted on many at a time.</summary>
[Area("Servers")]
[Route("projects/{projectId:long}/servers")]
[Needs(Permission.SeeServers)]
public sealed class ServersController(IStringLocalizer<ServersText> text) : CustomerController
{
    [HttpGet("")]
    public async Task<IActionResult> Index(
        [FromQuery] ServersQuery query, [FromServices] ServerQueries servers, CancellationToken ct)
    {
        var found = await servers.ListAsync(Caller.Key, query.ToFilter(), query.ToPage(), ct);
        if (!found.IsSuccess)
        {
            ModelState.AddModelError("label", text["LabelWrong"]);
            return View(new ServersView(null, query));
        }

        return View(new ServersView(found.Value, query));
    }

    /// <summary>Also of a suspended organization, which may delete, and nothing else of these.</summary>
    [HttpPost("bulk")]
    [Needs(Permission.ManageServers)]
    [WhileSuspended]
    public async Task<IActionResult> Bulk(
        BulkForm form, [FromServices] RunBulk bulk, [FromServices] Standing standing, CancellationToken ct)
    {
        if (!Enum.TryParse<BulkAct>(form.Act, out var act) || !Enum.IsDefined(act) || form.Ids.Count == 0)
        {
            return Back("nothing", default);
        }

        if (act != BulkAct.Delete && await standing.ReasonsAsync(Caller.OrganizationId, ct) is { Count: > 0 })
        {
            HttpContext.Items[ResolveCaller.Suspended] = true;
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        return act == BulkAct.Delete
            ? LocalRedirect($"{List}/delete?" + string.Join('&', form.Ids.Distinct().Take(RunBulk.Most).Select(Id)))
            : Back(act.ToString(), await bulk.ExecuteAsync(Caller.Key, act, form.Ids, ct));
    }

    [HttpGet("delete")]
    [StepUp]
    [Needs(Permission.DestroyServers)]
    public async Task<IActionResult> Delete(
        [FromQuery(Name = "id")] List<long> ids, [FromServices] ServerQueries servers, CancellationToken ct) =>
        await NamedAsync(ids, servers, ct) is { Count: > 0 } named
            ? View(new BulkDeleteView(named, null))
            : Back("nothing", default);

    [HttpPost("delete")]
    [StepUp(Form = "../servers")]
    [Needs(Permission.DestroyServers)]
    [WhileSuspended]
    public async Task<IActionResult> Delete(
        BulkDeleteForm form, [FromServices] ServerQueries servers, [FromServices] RunBulk bulk, CancellationToken ct)
    {
        if (!string.Equals(form.Confirm?.Trim(), Caller.ProjectName, StringComparison.Ordinal))
        {
            ModelState.AddModelError(nameof(form.Confirm), text["ConfirmProjectWrong", Caller.ProjectName]);
            return View(new BulkDeleteView(await NamedAsync(form.Ids, servers, ct), form.Confirm));
        }

        return Back(nameof(BulkAct.Delete), await bulk.ExecuteAsync(Caller.Key, BulkAct.Delete, form.Ids, ct));
    }

    private string List => string.Create(CultureInfo.InvariantCulture, $"/projects/{Caller.ProjectId}/servers");

    private static string Id(long id) => string.Create(CultureInfo.InvariantCulture, $"id={id}");

    private LocalRedirectResult Back(string did, BulkOutcome outcome) => LocalRedirect(string.Create(
        CultureInfo.InvariantCulture, $"{List}?did={did}&done={outcome.Done}&refused={outcome.Refused}"));

    private async Task<IReadOnlyList<ServerView>> NamedAsync(List<long> ids, ServerQueries servers, CancellationToken ct) =>
        ids.Count == 0
            ? []
            : (await servers.ListAsync(
                Caller.Key,
                new ServerFilter(Ids: [.. ids.Distinct().Take(RunBulk.Most)], Sort: ["name"]),
                new Page(1, RunBulk.Most),
                ct)).Value.Items;
}
