using System.Globalization;
using System.Text;

using Hostelry.Billing.Audit;
using Hostelry.Portal.Features.Shared;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffAudit;

/// <summary>Who did what, over all organizations; looking at it is audited too.</summary>
[Area("StaffAudit")]
[Route("staff/audit")]
[StaffMay(StaffRight.See)]
public sealed class StaffAuditController(IStringLocalizer<StaffAuditText> text) : StaffController
{
    [HttpGet("")]
    public async Task<IActionResult> Index([Bind(Prefix = "Filter")] AuditFilterForm filter, CancellationToken ct)
    {
        var wish = Read(filter);
        await AuditAsync("staff.see_audit", wish.OrganizationId, ct);
        var rows = ModelState.IsValid ? await Use<ReadAudit>().ExecuteAsync(wish, ct) : [];
        var shown = rows.Take(ReadAudit.PageSize).ToList();
        return View(new AuditListView(filter, shown, new PagerView(
            filter.Before is null ? null : PagerView.With(Request, ("Filter.Before", null)),
            rows.Count > shown.Count
                ? PagerView.With(Request, ("Filter.Before", shown[^1].Id.ToString(CultureInfo.InvariantCulture)))
                : null)));
    }

    /// <summary>The same rows as a file: UTF-8, RFC 4180, cells that a spreadsheet would run neutralised.</summary>
    [HttpGet("export.csv")]
    public async Task<IActionResult> Export([Bind(Prefix = "Filter")] AuditFilterForm filter, CancellationToken ct)
    {
        var wish = Read(filter);
        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        await AuditAsync("staff.export_audit", wish.OrganizationId, ct);
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = "attachment; filename=audit.csv";
        await using var writer = new StreamWriter(Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await writer.WriteAsync(Csv.Line("id", "at", "actor", "organization", "action", "subjects"));
        await foreach (var row in Use<ReadAudit>().ExportAsync(wish).WithCancellation(ct))
        {
            await writer.WriteAsync(Csv.Line(
                row.Id.ToString(CultureInfo.InvariantCulture),
                row.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                row.Actor,
                row.OrganizationId?.ToString(CultureInfo.InvariantCulture) ?? "",
                row.Action,
                row.Subjects));
        }

        return new EmptyResult();
    }

    private AuditWish Read(AuditFilterForm filter) => new(
        Text(filter.Actor),
        Text(filter.Action),
        Id(filter.Organization),
        Day(filter.From, nameof(filter.From)),
        Day(filter.To, nameof(filter.To))?.AddDays(1),
        filter.Before);

    private long? Id(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return null;
        }

        if (long.TryParse(typed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return id;
        }

        ModelState.AddModelError("Filter.Organization", text["NoId"]);
        return null;
    }

    private static string? Text(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();

    private DateTimeOffset? Day(string? typed, string field)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return null;
        }

        if (DateTime.TryParseExact(typed.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day)
            && day.Year is > 1999 and < 9000)
        {
            return day;
        }

        ModelState.AddModelError("Filter." + field, text["NoDay"]);
        return null;
    }
}

public sealed class AuditFilterForm
{
    public string? Actor { get; init; }

    public string? Action { get; init; }

    public string? Organization { get; init; }

    /// <summary>As 2026-11-26, UTC.</summary>
    public string? From { get; init; }

    /// <summary>The last day.</summary>
    public string? To { get; init; }

    public long? Before { get; init; }
}

public sealed record AuditListView(AuditFilterForm Filter, IReadOnlyList<AuditEntry> Rows, PagerView Pager);
