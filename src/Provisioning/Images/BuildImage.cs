using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Hypervisor;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Images;

/// <summary>
/// Builds a system image's base on a host, or finds it built, and records it. Takes minutes the first time, outside any
/// transaction; asked again it is quick. Existing servers keep the build they have. Runs as worker.
/// </summary>
public sealed class BuildImage(
    ProvisioningDb db, Database database, IHypervisor hypervisor, AuditLog audit, TimeProvider clock)
{
    /// <summary>Refusals: <c>not_found</c> (image, host); <c>service_error</c> when the build fails: its last lines say why.</summary>
    /// <param name="imageName">As <c>debian-12</c>.</param>
    /// <param name="hostName">As <c>local</c>.</param>
    /// <param name="progress">One line each.</param>
    public async Task<Result<ImageView>> ExecuteAsync(
        string imageName, string hostName, IProgress<string> progress, CancellationToken ct)
    {
        var image = await db.Images.AsNoTracking().FirstOrDefaultAsync(
            row => row.SellerId == ProjectKey.FirstSeller && row.Name == imageName && row.DeletedAt == null, ct);
        if (image is null)
        {
            return Problems.NotFound("image", "image");
        }

        var host = await db.Hosts.AsNoTracking().FirstOrDefaultAsync(
            row => row.Name == hostName && row.DeletedAt == null, ct);
        if (host is null)
        {
            return Problems.NotFound("host", "host");
        }

        BuiltImage built;
        try
        {
            built = await hypervisor.BuildImageAsync(new HostEndpoint(host.Id, host.Address), image.Recipe, progress, ct);
        }
        catch (HypervisorException failure)
        {
            return new Problem("service_error", $"The image was not built: {failure.Message}");
        }

        return await database.InTransactionAsync(() => RecordAsync(image.Id, host.Id, built, ct), ct);
    }

    private async Task<Result<ImageView>> RecordAsync(long imageId, long hostId, BuiltImage built, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var image = await db.Images.SingleAsync(row => row.Id == imageId, ct);
        var known = await db.HostImages.AnyAsync(
            row => row.HostId == hostId && row.ImageId == imageId && row.Digest == built.Digest, ct);
        if (!known)
        {
            db.HostImages.Add(new HostImage
            {
                SellerId = image.SellerId,
                HostId = hostId,
                ImageId = imageId,
                Digest = built.Digest,
                BuiltAt = now,
            });
        }

        if (image.Digest != built.Digest)
        {
            (image.Digest, image.SizeBytes, image.BuiltAt) = (built.Digest, built.SizeBytes, now);
        }

        await db.SaveChangesAsync(ct);
        await audit.WriteAsync(
            "image.build",
            null,
            ct,
            FormattableString.Invariant($"image:{imageId}"),
            FormattableString.Invariant($"host:{hostId}"));
        return ImageView.Of(image);
    }
}
