using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Hosts;

/// <summary>Opens a host to new servers, or closes it (drain): those that are there stay, run on and may be changed.</summary>
public sealed class SetHostOpen(ProvisioningDb db, Database database, AuditLog audit)
{
    /// <summary>Idempotent. Refusals: <c>not_found</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(long hostId, bool open, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                var changed = await db.Hosts.Where(host => host.Id == hostId && host.DeletedAt == null && host.Open != open)
                    .ExecuteUpdateAsync(set => set.SetProperty(host => host.Open, open), ct);
                if (changed == 0)
                {
                    return await db.Hosts.AnyAsync(host => host.Id == hostId && host.DeletedAt == null, ct)
                        ? default(Done)
                        : Problems.NotFound("host");
                }

                await audit.WriteAsync(open ? "host.open" : "host.close", null, ct, FormattableString.Invariant($"host:{hostId}"));
                return default(Done);
            },
            ct);
}
