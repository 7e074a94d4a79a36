using Hostelry.Billing;
using Hostelry.Billing.Audit;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.StaffAudit;

/// <summary>Which rows of the audit log; null means no restriction.</summary>
/// <param name="Actor">Exactly this: <c>user:12</c>.</param>
/// <param name="Action">Begins with it: <c>server.</c> fits all of servers.</param>
/// <param name="From">UTC, inclusive.</param>
/// <param name="To">UTC, exclusive.</param>
/// <param name="Before">Only ids below it.</param>
public sealed record AuditWish(
    string? Actor = null, string? Action = null, long? OrganizationId = null, DateTimeOffset? From = null, DateTimeOffset? To = null,
    long? Before = null);

/// <summary>The audit log over all organizations, newest first, for staff.</summary>
internal sealed class ReadAudit(BillingDb db)
{
    public const int PageSize = 50;

    /// <summary>What one file may hold; more is asked for by time.</summary>
    public const int MostExported = 100_000;

    /// <summary>One more than a page when there is a page after it; one query.</summary>
    public Task<List<AuditEntry>> ExecuteAsync(AuditWish wish, CancellationToken ct) =>
        Rows(wish).Take(PageSize + 1).ToListAsync(ct);

    /// <summary>All of them as they come from the database, at most <see cref="MostExported"/>.</summary>
    public IAsyncEnumerable<AuditEntry> ExportAsync(AuditWish wish) => Rows(wish).Take(MostExported).AsAsyncEnumerable();

    private IQueryable<AuditEntry> Rows(AuditWish wish)
    {
        var rows = db.Reachable<AuditEntry>().AsNoTracking();
        if (wish.Actor is { } actor)
        {
            rows = rows.Where(row => row.Actor == actor);
        }

        if (wish.Action is { } action)
        {
            rows = rows.Where(row => row.Action.StartsWith(action));
        }

        if (wish.OrganizationId is { } organizationId)
        {
            rows = rows.Where(row => row.OrganizationId == organizationId);
        }

        if (wish.From is { } from)
        {
            rows = rows.Where(row => row.At >= from);
        }

        if (wish.To is { } to)
        {
            rows = rows.Where(row => row.At < to);
        }

        if (wish.Before is { } before)
        {
            rows = rows.Where(row => row.Id < before);
        }

        return rows.OrderByDescending(row => row.Id);
    }
}
