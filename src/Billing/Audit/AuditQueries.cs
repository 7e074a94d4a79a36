using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Audit;

/// <summary>Which rows of an organization's log are asked for; null and empty mean no restriction.</summary>
/// <param name="Action">A code, or its beginning up to a point: <c>server</c> finds <c>server.create</c>.</param>
/// <param name="Actor">Exactly: <c>user:12</c>.</param>
/// <param name="Subject">Exactly one of the subjects: <c>server:7</c>.</param>
/// <param name="From">Inclusive, UTC.</param>
/// <param name="To">Exclusive, UTC.</param>
public sealed record AuditFilter(
    string? Action = null, string? Actor = null, string? Subject = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <param name="Entries">Newest first.</param>
/// <param name="Next">For the following page; null at the end.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long? Next);

/// <summary>Reads an organization's audit log. One query a page.</summary>
public sealed class AuditQueries(BillingDb db)
{
    /// <param name="before">Only entries older than this one; null for the newest.</param>
    /// <param name="size">Most entries on a page.</param>
    public async Task<AuditPage> ListAsync(
        long organizationId, AuditFilter filter, long? before, int size, CancellationToken ct)
    {
        var rows = await Filtered(organizationId, filter)
            .Where(entry => before == null || entry.Id < before)
            .OrderByDescending(entry => entry.Id)
            .Take(size + 1)
            .ToListAsync(ct);
        return rows.Count > size ? new AuditPage(rows[..size], rows[size - 1].Id) : new AuditPage(rows, null);
    }

    /// <summary>All of them, oldest first, as they are read from the database.</summary>
    public IAsyncEnumerable<AuditEntry> AllAsync(long organizationId) =>
        Filtered(organizationId, new AuditFilter()).OrderBy(entry => entry.Id).AsAsyncEnumerable();

    private IQueryable<AuditEntry> Filtered(long organizationId, AuditFilter filter)
    {
        var entries = db.Reachable<AuditEntry>().AsNoTracking().Where(entry => entry.OrganizationId == organizationId);
        if (!string.IsNullOrEmpty(filter.Action))
        {
            var below = filter.Action + ".";
            entries = entries.Where(entry => entry.Action == filter.Action || entry.Action.StartsWith(below));
        }

        if (!string.IsNullOrEmpty(filter.Actor))
        {
            entries = entries.Where(entry => entry.Actor == filter.Actor);
        }

        if (!string.IsNullOrEmpty(filter.Subject))
        {
            // Subjects are joined by blanks; a blank at both ends makes each of them whole.
            var whole = " " + filter.Subject + " ";
            entries = entries.Where(entry => (" " + entry.Subjects + " ").Contains(whole));
        }

        return entries.Where(entry =>
            (filter.From == null || entry.At >= filter.From) && (filter.To == null || entry.At < filter.To));
    }
}
