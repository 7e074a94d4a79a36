using System.Globalization;

using Hostelry.Billing.Audit;
using Hostelry.Portal.Features.Members;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.AuditTrail;

/// <summary>Which part of the log is asked for; stands in the address.</summary>
public sealed class AuditQuery
{
    /// <summary>What the action is about: <c>server</c>, <c>token</c>, …; unknown ones find nothing.</summary>
    [FromQuery(Name = "about")]
    public string? About { get; init; }

    /// <summary>As <c>user:12</c>.</summary>
    [FromQuery(Name = "actor")]
    public string? Actor { get; init; }

    /// <summary>As <c>server:7</c>.</summary>
    [FromQuery(Name = "subject")]
    public string? Subject { get; init; }

    /// <summary>First day, as <c>2026-11-26</c>, UTC.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    /// <summary>Last day, UTC.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; init; }

    [FromQuery(Name = "before")]
    public long? Before { get; init; }

    public bool IsFiltered => new[] { About, Actor, Subject, From, To }.Any(text => !string.IsNullOrWhiteSpace(text));

    public AuditFilter ToFilter() => new(Trim(About), Trim(Actor), Trim(Subject), Day(From), Day(To)?.AddDays(1));

    private static string? Trim(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>Null for what is no day: the browser's field gives none either.</summary>
    private static DateTimeOffset? Day(string? text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year < 9999
            ? new DateTimeOffset(day, TimeSpan.Zero)
            : null;
}

/// <param name="Names">E-mail addresses by user id, of the actors that are members now.</param>
public sealed record AuditTrailView(AuditPage Page, AuditQuery Query, IReadOnlyDictionary<long, string> Names)
{
    /// <summary>The first part of action codes.</summary>
    public static IReadOnlyList<string> Abouts { get; } =
        ["server", "ssh_key", "token", "member", "invitation", "project", "organization", "customer", "payment", "invoice", "session", "user"];

    /// <summary>Who acted, in a name where there is one.</summary>
    public string Who(string actor) =>
        actor.StartsWith("user:", StringComparison.Ordinal)
        && long.TryParse(actor.AsSpan(5), CultureInfo.InvariantCulture, out var id)
        && Names.TryGetValue(id, out var name)
            ? name
            : actor;
}

/// <summary>Who did what in an organization.</summary>
[Area("AuditTrail")]
[Route("organizations/{organizationId:long}/audit")]
[Needs(Permission.SeeAudit)]
public sealed class AuditTrailController : CustomerController
{
    private const int PageSize = 50;

    [HttpGet("")]
    public async Task<IActionResult> Index(
        [FromQuery] AuditQuery query, [FromServices] AuditQueries audit, CancellationToken ct)
    {
        var page = await audit.ListAsync(Caller.OrganizationId, query.ToFilter(), query.Before, PageSize, ct);
        var members = HttpContext.RequestServices.GetRequiredService<ListMembers>();
        var names = (await members.ExecuteAsync(Caller.OrganizationId, ct)).Members.ToDictionary(member => member.UserId, member => member.Email);
        return View(new AuditTrailView(page, query, names));
    }
}
