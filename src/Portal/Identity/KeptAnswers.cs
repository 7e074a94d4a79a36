using Hostelry.Provisioning;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>
/// The rows that make an act which costs money happen once, whoever asks twice: the API by <c>Idempotency-Key</c>, a page by
/// the key of its form. To be used within the act's own transaction.
/// </summary>
public sealed class KeptAnswers(IdentityDb db, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    public IdempotencyKey Row(ProjectKey project, string route, string key, byte[] bodyHash) => new()
    {
        OrganizationId = project.OrganizationId,
        ProjectId = project.ProjectId,
        Route = route,
        Key = key,
        BodyHash = bodyHash,
        ExpiresAt = (clock.GetUtcNow() + Kept).ToUnixTimeSeconds(),
    };

    /// <summary>False when the key has a row already; waits for a transaction that is just writing it.</summary>
    public async Task<bool> ClaimAsync(IdempotencyKey row, CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        await db.IdempotencyKeys
            .Where(old => old.ProjectId == row.ProjectId && old.Route == row.Route && old.Key == row.Key && old.ExpiresAt <= now)
            .ExecuteDeleteAsync(ct);
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO idempotency_keys (organization_id, project_id, route, key, body_hash, status, answer, expires_at)
            VALUES ({row.OrganizationId}, {row.ProjectId}, {row.Route}, {row.Key}, {row.BodyHash}, 0, '', {row.ExpiresAt})
            ON CONFLICT DO NOTHING
            """,
            ct);
        return added == 1;
    }

    /// <summary>What the key's first act gave.</summary>
    public Task<IdempotencyKey> FindAsync(IdempotencyKey row, CancellationToken ct) => Same(row).AsNoTracking().SingleAsync(ct);

    public Task KeepAsync(IdempotencyKey row, int status, string answer, CancellationToken ct) =>
        Same(row).ExecuteUpdateAsync(
            set => set.SetProperty(kept => kept.Status, status).SetProperty(kept => kept.Answer, answer), ct);

    private IQueryable<IdempotencyKey> Same(IdempotencyKey row) => db.IdempotencyKeys.Where(
        kept => kept.ProjectId == row.ProjectId && kept.Route == row.Route && kept.Key == row.Key);
}
