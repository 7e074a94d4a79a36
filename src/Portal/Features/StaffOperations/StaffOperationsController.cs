using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Features.Shared;
using Hostelry.Provisioning.Flows;
using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Operations;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffOperations;

/// <summary>What is being done to servers, for staff: looked at, tried again, given up.</summary>
[Area("StaffOperations")]
[Route("staff/operations")]
[StaffMay(StaffRight.See)]
public sealed class StaffOperationsController(
    IStringLocalizer<StaffOperationsText> text, IStringLocalizer<SharedText> words) : StaffController
{
    [HttpGet("")]
    public async Task<IActionResult> Index(OperationFilterForm filter, CancellationToken ct)
    {
        var hosts = await Use<HostQueries>().NamesAsync(ct);
        var rows = await Use<OperationSearch>().ExecuteAsync(filter.ToWish(), ct);
        await AuditAsync("staff.see_operations", filter.Organization, ct);
        var shown = rows.Take(OperationSearch.PageSize).ToList();
        var pager = new PagerView(
            filter.Before is null ? null : PagerView.With(Request, ("before", null)),
            rows.Count > shown.Count
                ? PagerView.With(Request, ("before", shown[^1].Id.ToString(CultureInfo.InvariantCulture)))
                : null);
        return View(new OperationListView(filter, hosts, shown, pager));
    }

    [HttpGet("{id:long}")]
    public async Task<IActionResult> Show(long id, CancellationToken ct) =>
        await ReadAsync(id, ct) is { } found ? View(found) : NotFound();

    /// <summary>The living part of the page alone, for htmx.</summary>
    [HttpGet("{id:long}/progress")]
    public async Task<IActionResult> Progress(long id, CancellationToken ct) =>
        await ReadAsync(id, ct) is { } found ? PartialView("Progress", found) : NotFound();

    [HttpPost("{id:long}/retry"), StaffMay(StaffRight.Operate)]
    public async Task<IActionResult> Retry(long id, CancellationToken ct)
    {
        var done = await DoAsync<RetryOperation, Result<Done>>(use => use.ExecuteAsync(id, ct));
        return done.Problem switch
        {
            null => Done(PathOf(id), "DoneRetry"),
            { Code: "not_found" } => NotFound(),
            { Code: var code } => Done(PathOf(id), "Refused_" + code),
        };
    }

    [HttpGet("{id:long}/give-up"), StaffMay(StaffRight.Operate)]
    public async Task<IActionResult> GiveUp(long id, CancellationToken ct) =>
        await ReadAsync(id, ct) is { } found ? View(new GiveUpForm { Operation = found }) : NotFound();

    [HttpPost("{id:long}/give-up"), StaffMay(StaffRight.Operate)]
    public async Task<IActionResult> GiveUp(long id, string? confirm, CancellationToken ct)
    {
        if (await Use<ReadOperation>().ExecuteAsync(id, ct) is not { } found)
        {
            return NotFound();
        }

        Confirm(confirm, found.Server, words);
        if (ModelState.IsValid)
        {
            var done = await DoAsync<GiveUpOperation, Result<Done>>(use => use.ExecuteAsync(id, ct));
            if (done.IsSuccess)
            {
                return Done(PathOf(id), "DoneGiveUp");
            }

            Refuse(done.Problem!, nameof(GiveUpForm.Confirm), text);
        }

        return View(new GiveUpForm { Operation = found, Confirm = confirm ?? "" });
    }

    private static string PathOf(long id) => FormattableString.Invariant($"/staff/operations/{id}");

    private async Task<OperationDetail?> ReadAsync(long id, CancellationToken ct)
    {
        var found = await Use<ReadOperation>().ExecuteAsync(id, ct);
        if (found is not null && !Request.Headers.ContainsKey("HX-Request"))
        {
            await AuditAsync(
                "staff.see_operation", found.Row.OrganizationId, ct, FormattableString.Invariant($"operation:{id}"));
        }

        return found;
    }
}

/// <summary>What the list is asked for; a word that is none of ours restricts nothing.</summary>
public sealed class OperationFilterForm
{
    public string? State { get; init; }

    public string? Kind { get; init; }

    public long? Host { get; init; }

    public long? Organization { get; init; }

    public long? Server { get; init; }

    public long? Before { get; init; }

    public static IReadOnlyList<string> Kinds { get; } =
        [.. FlowCatalogue.All.Select(flow => flow.Kind).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public OperationWish ToWish() => new(
        OperationSearch.States.Contains(State, StringComparer.Ordinal) ? State : null,
        Kinds.Contains(Kind, StringComparer.Ordinal) ? Kind : null,
        Host,
        Organization,
        Server,
        Before);
}

public sealed record OperationListView(
    OperationFilterForm Filter, IReadOnlyList<HostName> Hosts, IReadOnlyList<OperationRow> Rows, PagerView Pager);

public sealed class GiveUpForm
{
    public required OperationDetail Operation { get; init; }

    /// <summary>The server's name, typed.</summary>
    public string Confirm { get; init; } = "";
}
