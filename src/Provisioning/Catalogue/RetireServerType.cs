using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Catalogue;

/// <summary>Takes a server type out of the catalogue, or back into it. Servers that have it keep it, and its price.</summary>
public sealed class RetireServerType(ProvisioningDb db, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>Idempotent. Refusals: <c>not_found</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(long serverTypeId, bool retired, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await db.ServerTypes.SingleOrDefaultAsync(row => row.Id == serverTypeId, ct) is not { } type)
                {
                    return Problems.NotFound("server type");
                }

                if (type.RetiredAt is not null != retired)
                {
                    type.RetiredAt = retired ? clock.GetUtcNow() : null;
                    await db.SaveChangesAsync(ct);
                    await audit.WriteAsync(
                        retired ? "server_type.retire" : "server_type.offer",
                        null,
                        ct,
                        FormattableString.Invariant($"server_type:{serverTypeId}"));
                }

                return default(Done);
            },
            ct);
}
