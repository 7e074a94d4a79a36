using System.Globalization;
using System.Text;

using Hostelry.Billing.Books;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Rating;
using Hostelry.Portal.Features.Shared;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffBooks;

/// <summary>The books, to be read: recurring revenue, balances, debts, revenue, tax, and the journal as files.</summary>
[Area("StaffBooks")]
[Route("staff/books")]
[StaffMay(StaffRight.See)]
public sealed class StaffBooksController(IStringLocalizer<StaffBooksText> text, TimeProvider clock) : StaffController
{
    private const int MostMonths = 36;

    private Month ThisMonth => Month.Of(clock.GetUtcNow());

    /// <summary>Monthly recurring revenue and churn; a year, unless other months are asked for.</summary>
    [HttpGet("")]
    public Task<IActionResult> Index(PeriodForm period, CancellationToken ct) => PageAsync("", period, 12, ct, head =>
        Use<RecurringRevenue>().ForAsync(head.Entity, head.From, head.To, ct));

    [HttpGet("trial-balance")]
    public Task<IActionResult> TrialBalance(PeriodForm period, CancellationToken ct) => PageAsync("trial-balance", period, 1, ct, head =>
        Use<TrialBalance>().AtAsync(head.Entity, head.To.End, ct));

    [HttpGet("receivables")]
    public Task<IActionResult> Receivables(PeriodForm period, CancellationToken ct) => PageAsync("receivables", period, 1, ct, head =>
        Use<AgedReceivables>().AtAsync(head.Entity, clock.GetUtcNow(), ct));

    [HttpGet("revenue")]
    public Task<IActionResult> Revenue(PeriodForm period, CancellationToken ct) => PageAsync("revenue", period, 12, ct, async head => new RevenueBody(
        await Use<BookReports>().RevenueAsync(head.Entity, head.From, head.To, ct),
        await Use<BookReports>().DeferredAsync(head.Entity, head.From, head.To, ct)));

    [HttpGet("tax")]
    public Task<IActionResult> Tax(PeriodForm period, CancellationToken ct) => PageAsync("tax", period, 3, ct, head =>
        Use<BookReports>().TaxAsync(head.Entity, head.From, head.To, ct));

    [HttpGet("export")]
    public Task<IActionResult> Export(PeriodForm period, CancellationToken ct) => PageAsync("export", period, 1, ct, _ =>
        Task.FromResult(new ExportBody(DatevIsSet)));

    [HttpGet("export/journal.csv"), StaffMay(StaffRight.HandleMoney)]
    public Task<IActionResult> Journal(PeriodForm period, CancellationToken ct) => FileAsync(period, ct, (entries, _) =>
        File(Encoding.UTF8.GetBytes(JournalExport.Csv(entries)), "text/csv; charset=utf-8", "journal.csv"));

    [HttpGet("export/datev.csv"), StaffMay(StaffRight.HandleMoney)]
    public Task<IActionResult> Datev(PeriodForm period, CancellationToken ct) => FileAsync(period, ct, (entries, head) => !DatevIsSet
        ? Conflict()
        : File(
            Billing.Books.Datev.Write(
                entries, DateOnly.FromDateTime(head.From.Start.UtcDateTime), DateOnly.FromDateTime(head.To.End.UtcDateTime).AddDays(-1),
                clock.GetUtcNow(), Use<IConfiguration>().GetSection("Datev").Get<DatevSettings>() ?? new DatevSettings()),
            "text/csv; charset=windows-1252", "EXTF_Buchungsstapel.csv"));

    /// <summary>Without the adviser's number a file would go to nobody's books.</summary>
    private bool DatevIsSet => Use<IConfiguration>()["Datev:Adviser"] is { Length: > 0 };

    private async Task<IActionResult> PageAsync<T>(string side, PeriodForm period, int months, CancellationToken ct, Func<BooksHead, Task<T>> read)
    {
        var head = await HeadAsync(side, period, months, ct);
        await AuditAsync("staff.see_books", null, ct, FormattableString.Invariant($"legal_entity:{head.Entity}"));
        var view = side.Length == 0 ? "Index" : string.Concat(side.Split('-').Select(word => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(word)));
        return View(view, new BooksPage<T>(head, await read(head)));
    }

    private async Task<IActionResult> FileAsync(
        PeriodForm period, CancellationToken ct, Func<IReadOnlyList<BookEntry>, BooksHead, IActionResult> write)
    {
        var head = await HeadAsync("export", period, 1, ct);
        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        await AuditAsync("staff.export_books", null, ct, FormattableString.Invariant($"legal_entity:{head.Entity}"));
        return write(await Use<JournalExport>().EntriesAsync(head.Entity, head.From.Start, head.To.End, ct), head);
    }

    /// <summary>What cannot be read is said beside its field, and the usual months are shown.</summary>
    private async Task<BooksHead> HeadAsync(string side, PeriodForm period, int months, CancellationToken ct)
    {
        var owners = await Use<ReadBooks>().OwnersAsync(ct);
        var last = ThisMonth;
        var first = Month.Of(last.Start.AddMonths(1 - months));
        var entity = owners.Any(one => one.Id == period.Entity) ? period.Entity!.Value : LegalEntities.Default;
        var usual = new BooksHead(side, owners, entity, first, last) { HasMonths = side != "receivables" };
        var (from, isFrom) = Read(period.From, first);
        var (to, isTo) = Read(period.To, last);
        if (!isFrom || !isTo)
        {
            ModelState.AddModelError(isFrom ? "To" : "From", text["NotAMonth"]);
            return usual;
        }

        if (to < from || Month.Of(from.Start.AddMonths(MostMonths - 1)) < to)
        {
            ModelState.AddModelError("To", text["NotAPeriod", MostMonths]);
            return usual;
        }

        return usual with { From = from, To = to };
    }

    private static (Month Month, bool IsGood) Read(string? typed, Month otherwise) =>
        string.IsNullOrWhiteSpace(typed) ? (otherwise, true)
        : Month.TryParse(typed.Trim(), out var month) && month.Year is > 1999 and < 9000 ? (month, true)
        : (otherwise, false);
}

public sealed record RevenueBody(IReadOnlyList<RevenueRow> Earned, IReadOnlyList<DeferredRow> Deferred);

/// <param name="DatevIsSet">The settings name an adviser.</param>
public sealed record ExportBody(bool DatevIsSet);
