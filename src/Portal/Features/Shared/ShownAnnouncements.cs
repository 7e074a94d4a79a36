using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// What every customer's page shows now. Kept for half a minute in this process, so that a page costs no query; an
/// announcement is the seller's row and needs no tenant.
/// </summary>
internal sealed class ShownAnnouncements(IServiceScopeFactory scopes, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private volatile Known? _known;

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<Announcement>> NowAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var known = _known;
        if (known is null || now - known.At >= Kept)
        {
            // Two requests may both look; the later answer is kept.
            _known = known = new Known(now, await ReadAsync(now, ct));
        }

        return [.. known.Rows.Where(row => row.IsShown(now))];
    }

    private async Task<List<Announcement>> ReadAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IdentityDb>().Announcements.AsNoTracking()
            .Where(row => row.ShownFrom < now + Kept && (row.ShownTo == null || row.ShownTo > now))
            .OrderByDescending(row => row.Id)
            .ToListAsync(ct);
    }

    private sealed record Known(DateTimeOffset At, List<Announcement> Rows);
}
