using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Images;

/// <summary>Asks a worker to build an image on a host; the row is all that is written here.</summary>
public sealed class RequestImageBuild(ProvisioningDb db, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>The build's id. Refusals: <c>not_found</c> (image, host), <c>conflict</c> (that build is under way).</summary>
    public Task<Result<long>> ExecuteAsync(long imageId, long hostId, CancellationToken ct) =>
        database.InTransactionAsync(() => RequestAsync(imageId, hostId, ct), ct);

    private async Task<Result<long>> RequestAsync(long imageId, long hostId, CancellationToken ct)
    {
        // The image's row is the lock: of two at once, one finds the other's request. A change of nothing locks on both databases.
        if (await db.Images.Where(row => row.Id == imageId && row.DeletedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.SizeBytes, row => row.SizeBytes), ct) == 0)
        {
            return Problems.NotFound("image", "image");
        }

        var host = await db.Hosts.AsNoTracking().SingleOrDefaultAsync(row => row.Id == hostId && row.DeletedAt == null, ct);
        if (host is null)
        {
            return Problems.NotFound("host", "host");
        }

        var pending = await db.ImageBuilds.AnyAsync(
            row => row.ImageId == imageId && row.HostId == hostId
                && (row.State == ImageBuildState.Waiting || row.State == ImageBuildState.Running),
            ct);
        if (pending)
        {
            return new Problem("conflict", "This image is being built on that host already.", "host");
        }

        var build = new ImageBuild
        {
            SellerId = host.SellerId,
            ImageId = imageId,
            HostId = hostId,
            Actor = db.Tenant.Actor,
            CreatedAt = clock.GetUtcNow(),
        };
        db.ImageBuilds.Add(build);
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync(
            "image.request_build",
            null,
            ct,
            FormattableString.Invariant($"image:{imageId}"),
            FormattableString.Invariant($"host:{hostId}"),
            FormattableString.Invariant($"image_build:{build.Id}"));
        return build.Id;
    }
}
