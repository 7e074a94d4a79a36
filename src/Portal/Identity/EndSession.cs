using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>Ends a session of a person's own: its cookie opens nothing from now on.</summary>
public sealed class EndSession(IdentityDb db, Database database, AuditLog audit)
{
    /// <summary>Refusals: <c>not_found</c> (over already, or somebody else's).</summary>
    public Task<Result<Done>> ExecuteAsync(long userId, long sessionId, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await db.Sessions.Where(session => session.Id == sessionId && session.UserId == userId).ExecuteDeleteAsync(ct) == 0)
                {
                    return new Problem("not_found", "There is no such session.");
                }

                await audit.WriteAsync("session.end", null, ct, $"user:{userId}", $"session:{sessionId}");
                return default(Done);
            },
            ct);
}
