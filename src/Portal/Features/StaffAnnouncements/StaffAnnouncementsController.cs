using System.Globalization;

using FluentValidation;

using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffAnnouncements;

/// <summary>What staff tell all customers: written in every language of the pages, shown from–to.</summary>
[Area("StaffAnnouncements")]
[Route("staff/announcements")]
[StaffMay(StaffRight.See)]
public sealed class StaffAnnouncementsController(IStringLocalizer<StaffAnnouncementsText> text, TimeProvider clock) : StaffController
{
    private const int Newest = 100;

    private static readonly string[] Moments = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm"];

    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken ct) => View(new AnnouncementList(
        await Use<IdentityDb>().Announcements.AsNoTracking().OrderByDescending(row => row.Id).Take(Newest).ToListAsync(ct),
        clock.GetUtcNow()));

    [HttpGet("new"), StaffMay(StaffRight.Support)]
    public IActionResult Create() => View("Edit", new AnnouncementPage(null, new AnnouncementForm()));

    [HttpPost("new"), StaffMay(StaffRight.Support)]
    public Task<IActionResult> Create([Bind(Prefix = "Form")] AnnouncementForm form, CancellationToken ct) => WriteAsync(null, form, ct);

    [HttpGet("{id:long}"), StaffMay(StaffRight.Support)]
    public async Task<IActionResult> Edit(long id, CancellationToken ct) =>
        await FindAsync(id, ct) is { } row ? View(new AnnouncementPage(row, AnnouncementForm.Of(row))) : NotFound();

    [HttpPost("{id:long}"), StaffMay(StaffRight.Support)]
    public async Task<IActionResult> Edit(long id, [Bind(Prefix = "Form")] AnnouncementForm form, CancellationToken ct) =>
        await FindAsync(id, ct) is { } row ? await WriteAsync(row, form, ct) : NotFound();

    [HttpPost("{id:long}/end"), StaffMay(StaffRight.Support)]
    public async Task<IActionResult> End(long id, CancellationToken ct) =>
        (await Use<EndAnnouncement>().ExecuteAsync(id, ct)).IsSuccess ? Done("/staff/announcements", "DoneEnd") : NotFound();

    private async Task<IActionResult> WriteAsync(Announcement? row, AnnouncementForm form, CancellationToken ct)
    {
        var (from, to) = (Moment(form.From, "Form.From"), Moment(form.To, "Form.To"));
        if (await IsValidAsync(form, "Form", ct))
        {
            var written = await Use<WriteAnnouncement>().ExecuteAsync(
                new WriteAnnouncementRequest(
                    row?.Id, Enum.Parse<AnnouncementLevel>(form.Level), form.TitleEn, form.TitleRu, form.TextEn, form.TextRu, from, to),
                ct);
            if (written.IsSuccess)
            {
                return Done("/staff/announcements", "DoneWrite");
            }

            Refuse(written.Problem!, written.Problem!.Field == "to" ? "Form.To" : "Form.TitleEn", text);
        }

        return View("Edit", new AnnouncementPage(row, form));
    }

    private Task<Announcement?> FindAsync(long id, CancellationToken ct) =>
        Use<IdentityDb>().Announcements.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct);

    /// <summary>Null for an empty field, and with a message beside it for what is no moment.</summary>
    private DateTimeOffset? Moment(string? typed, string field)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return null;
        }

        if (DateTime.TryParseExact(
            typed.Trim(), Moments, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            && moment.Year is > 1999 and < 9000)
        {
            return moment;
        }

        ModelState.AddModelError(field, text["NoMoment"]);
        return null;
    }
}

public sealed record AnnouncementList(IReadOnlyList<Announcement> Rows, DateTimeOffset Now);

/// <param name="Row">Null for a new one.</param>
public sealed record AnnouncementPage(Announcement? Row, AnnouncementForm Form);

public sealed class AnnouncementForm
{
    public string Level { get; init; } = nameof(AnnouncementLevel.Info);

    public string TitleEn { get; init; } = "";

    public string TitleRu { get; init; } = "";

    public string TextEn { get; init; } = "";

    public string TextRu { get; init; } = "";

    /// <summary>As 2026-12-01 06:00, UTC; empty: at once.</summary>
    public string? From { get; init; } = "";

    /// <summary>Empty: until staff end it.</summary>
    public string? To { get; init; } = "";

    public static AnnouncementForm Of(Announcement row) => new()
    {
        Level = row.Level.ToString(),
        TitleEn = row.TitleEn,
        TitleRu = row.TitleRu,
        TextEn = row.TextEn,
        TextRu = row.TextRu,
        From = Text(row.ShownFrom),
        To = Text(row.ShownTo),
    };

    private static string Text(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";
}

internal sealed class AnnouncementFormValidator : AbstractValidator<AnnouncementForm>
{
    public AnnouncementFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<StaffAnnouncementsText> text)
    {
        RuleFor(form => form.Level).Must(level => Enum.GetNames<AnnouncementLevel>().Contains(level, StringComparer.Ordinal))
            .WithMessage(_ => new Field(words, text, "Level").Says("FieldNotOffered"));
        var (titleEn, titleRu) = (new Field(words, text, "TitleEn"), new Field(words, text, "TitleRu"));
        var (textEn, textRu) = (new Field(words, text, "TextEn"), new Field(words, text, "TextRu"));
        RuleFor(form => form.TitleEn).Filled(titleEn).AtMost(120, titleEn);
        RuleFor(form => form.TitleRu).Filled(titleRu).AtMost(120, titleRu);
        RuleFor(form => form.TextEn).Filled(textEn).AtMost(2000, textEn);
        RuleFor(form => form.TextRu).Filled(textRu).AtMost(2000, textRu);
    }
}
