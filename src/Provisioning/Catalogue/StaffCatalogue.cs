using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Catalogue;

/// <summary>A server type in staff's catalogue, retired ones too.</summary>
/// <param name="Row">As it is in the database.</param>
/// <param name="Servers">Living ones that have it.</param>
/// <param name="ClosedAt">Ids of the locations where it is closed.</param>
public sealed record StaffServerType(ServerType Row, int Servers, IReadOnlyList<long> ClosedAt);

/// <summary>Reads the catalogue for staff.</summary>
public sealed class StaffCatalogue(ProvisioningDb db)
{
    /// <summary>By id; one query.</summary>
    public async Task<IReadOnlyList<StaffServerType>> ServerTypesAsync(CancellationToken ct, long? serverTypeId = null)
    {
        var living = db.Reachable<Server>().Where(server => server.DeletedAt == null);
        var types = await db.ServerTypes.AsNoTracking()
            .Where(type => serverTypeId == null || type.Id == serverTypeId)
            .OrderBy(type => type.Id)
            .Select(type => new
            {
                Row = type,
                Servers = living.Count(server => server.ServerTypeId == type.Id),
                Closed = db.Offers.Where(offer => offer.ServerTypeId == type.Id && !offer.Open).Select(offer => offer.LocationId).ToList(),
            })
            .ToListAsync(ct);
        return types.ConvertAll(type => new StaffServerType(type.Row, type.Servers, type.Closed));
    }

    /// <summary>By name; one query.</summary>
    public Task<List<Location>> LocationsAsync(CancellationToken ct) =>
        db.Locations.AsNoTracking().OrderBy(location => location.Name).ToListAsync(ct);
}
