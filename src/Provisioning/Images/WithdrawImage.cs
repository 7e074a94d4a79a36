using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Images;

/// <summary>
/// Takes an image out of the catalogue, or back into it. Servers that were made from it stay and run on; they cannot be
/// rebuilt from it, and nothing new is ordered with it. Its builds stay on the hosts, for those servers stand on them.
/// </summary>
public sealed class WithdrawImage(ProvisioningDb db, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>Idempotent. Refusals: <c>not_found</c>.</summary>
    /// <param name="imageId">Row id.</param>
    /// <param name="offered">False withdraws it, true offers it again.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Done>> ExecuteAsync(long imageId, bool offered, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await db.Images.SingleOrDefaultAsync(row => row.Id == imageId, ct) is not { } image)
                {
                    return Problems.NotFound("image");
                }

                if (image.DeletedAt is null != offered)
                {
                    image.DeletedAt = offered ? null : clock.GetUtcNow();
                    await db.SaveChangesAsync(ct);
                    await audit.WriteAsync(
                        offered ? "image.offer" : "image.withdraw", null, ct, FormattableString.Invariant($"image:{imageId}"));
                }

                return default(Done);
            },
            ct);
}
