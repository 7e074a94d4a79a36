using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>Notes that the person of a session has proved who they are once more.</summary>
public sealed class VerifySession(IdentityDb db, Database database, AuditLog audit, TimeProvider clock)
{
    public Task ExecuteAsync(long userId, long sessionId, CancellationToken ct) =>
        database.InTransactionAsync(() => VerifyAsync(userId, sessionId, ct), ct);

    private async Task<Result<Done>> VerifyAsync(long userId, long sessionId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await db.Sessions.Where(session => session.Id == sessionId && session.UserId == userId)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.VerifiedAt, now), ct);
        await audit.WriteAsync("session.verify", null, ct, $"user:{userId}", $"session:{sessionId}");
        return default(Done);
    }
}

/// <summary>Ends all of a person's sessions but one.</summary>
public sealed class EndOtherSessions(IdentityDb db, Database database, AuditLog audit)
{
    public Task ExecuteAsync(long userId, long keptSessionId, CancellationToken ct) =>
        database.InTransactionAsync(() => EndAsync(userId, keptSessionId, ct), ct);

    private async Task<Result<Done>> EndAsync(long userId, long keptSessionId, CancellationToken ct)
    {
        await db.Sessions.Where(session => session.UserId == userId && session.Id != keptSessionId).ExecuteDeleteAsync(ct);
        await audit.WriteAsync("session.end_others", null, ct, $"user:{userId}", $"session:{keptSessionId}");
        return default(Done);
    }
}
