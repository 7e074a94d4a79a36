using Hostelry.Billing.Persistence;
using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Api.Shared;

/// <summary>Lets go of kept answers that are older than a day. Runs as worker.</summary>
internal sealed class ForgetAnswers(IdentityDb db, TimeProvider clock)
{
    public Task<int> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        return db.IdempotencyKeys.IgnoreQueryFilters([ModuleContext.TenantFilter])
            .Where(row => row.ExpiresAt <= now)
            .ExecuteDeleteAsync(ct);
    }
}
