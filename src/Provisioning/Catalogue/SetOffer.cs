using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Catalogue;

/// <summary>Opens or closes a server type at one location for new orders. Servers that are there stay as they are.</summary>
public sealed class SetOffer(ProvisioningDb db, Database database, AuditLog audit)
{
    /// <summary>Idempotent. Refusals: <c>not_found</c> (server type, location).</summary>
    public Task<Result<Done>> ExecuteAsync(long serverTypeId, long locationId, bool open, CancellationToken ct) =>
        database.InTransactionAsync(() => SetAsync(serverTypeId, locationId, open, ct), ct);

    private async Task<Result<Done>> SetAsync(long serverTypeId, long locationId, bool open, CancellationToken ct)
    {
        var type = await db.ServerTypes.AsNoTracking().SingleOrDefaultAsync(row => row.Id == serverTypeId, ct);
        if (type is null || !await db.Locations.AnyAsync(row => row.Id == locationId && row.SellerId == type.SellerId, ct))
        {
            return Problems.NotFound("offer");
        }

        var offer = await db.Offers.SingleOrDefaultAsync(row => row.ServerTypeId == serverTypeId && row.LocationId == locationId, ct);
        if ((offer?.Open ?? true) == open)
        {
            return default(Done);
        }

        if (offer is null)
        {
            db.Offers.Add(new Offer { SellerId = type.SellerId, ServerTypeId = serverTypeId, LocationId = locationId, Open = open });
        }
        else
        {
            offer.Open = open;
        }

        await db.SaveChangesAsync(ct);
        await audit.WriteAsync(
            open ? "offer.open" : "offer.close",
            null,
            ct,
            FormattableString.Invariant($"server_type:{serverTypeId}"),
            FormattableString.Invariant($"location:{locationId}"));
        return default(Done);
    }
}
