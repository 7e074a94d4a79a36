using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <param name="Id">Null makes a new one.</param>
/// <param name="TitleEn">1–120 characters, as <paramref name="TitleRu"/>.</param>
/// <param name="TextEn">1–2,000 characters, as <paramref name="TextRu"/>.</param>
/// <param name="From">When it appears; null: at once, or as it was.</param>
/// <param name="To">When it goes; null: when staff end it.</param>
public sealed record WriteAnnouncementRequest(
    long? Id, AnnouncementLevel Level, string TitleEn, string TitleRu, string TextEn, string TextRu, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>Writes an announcement, or writes it anew.</summary>
public sealed class WriteAnnouncement(IdentityDb db, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>Its id. Refusals: <c>invalid_input</c> (an empty or too long text, an end before its beginning), <c>not_found</c>.</summary>
    public Task<Result<long>> ExecuteAsync(WriteAnnouncementRequest request, CancellationToken ct) =>
        database.InTransactionAsync(() => WriteAsync(request, ct), ct);

    private async Task<Result<long>> WriteAsync(WriteAnnouncementRequest request, CancellationToken ct)
    {
        if (Check(request) is { } problem)
        {
            return problem;
        }

        var now = clock.GetUtcNow();
        var row = request.Id is { } id
            ? await db.Announcements.SingleOrDefaultAsync(one => one.Id == id, ct)
            : db.Announcements.Add(New(request, now)).Entity;
        if (row is null)
        {
            return new Problem("not_found", "announcement not found.");
        }

        (row.Level, row.TitleEn, row.TitleRu) = (request.Level, request.TitleEn.Trim(), request.TitleRu.Trim());
        (row.TextEn, row.TextRu, row.ShownTo) = (request.TextEn.Trim(), request.TextRu.Trim(), request.To);
        row.ShownFrom = request.From ?? row.ShownFrom;
        if (row.ShownTo <= row.ShownFrom)
        {
            return new Problem("invalid_input", "to must be later than from.", "to");
        }

        await db.SaveChangesAsync(ct);
        await audit.WriteAsync(
            request.Id is null ? "announcement.create" : "announcement.change", null, ct, FormattableString.Invariant($"announcement:{row.Id}"));
        return row.Id;
    }

    private static Announcement New(WriteAnnouncementRequest request, DateTimeOffset now) => new()
    {
        SellerId = Seller.First,
        Level = request.Level,
        TitleEn = "",
        TitleRu = "",
        TextEn = "",
        TextRu = "",
        ShownFrom = request.From ?? now,
        CreatedAt = now,
    };

    private static Problem? Check(WriteAnnouncementRequest request)
    {
        foreach (var (field, text, most) in new[]
        {
            ("title_en", request.TitleEn, 120), ("title_ru", request.TitleRu, 120),
            ("text_en", request.TextEn, 2000), ("text_ru", request.TextRu, 2000),
        })
        {
            if (text.Trim().Length < 1 || text.Trim().Length > most || text.Contains('\0', StringComparison.Ordinal))
            {
                return new Problem("invalid_input", FormattableString.Invariant($"{field} must have 1 to {most} characters."), field);
            }
        }

        return null;
    }
}

/// <summary>Takes an announcement away from customers' pages now; the row stays.</summary>
public sealed class EndAnnouncement(IdentityDb db, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>Idempotent. Refusals: <c>not_found</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(long announcementId, CancellationToken ct) => database.InTransactionAsync<Done>(
        async () =>
        {
            if (await db.Announcements.SingleOrDefaultAsync(row => row.Id == announcementId, ct) is not { } row)
            {
                return new Problem("not_found", "announcement not found.");
            }

            var now = clock.GetUtcNow();
            if (row.ShownTo is null || row.ShownTo > now)
            {
                row.ShownTo = now;
                row.ShownFrom = row.ShownFrom > now ? now : row.ShownFrom;
                await db.SaveChangesAsync(ct);
                await audit.WriteAsync("announcement.end", null, ct, FormattableString.Invariant($"announcement:{announcementId}"));
            }

            return default(Done);
        },
        ct);
}
