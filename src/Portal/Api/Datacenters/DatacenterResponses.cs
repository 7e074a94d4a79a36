using Hostelry.Portal.Api.Locations;
using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Catalogue;

namespace Hostelry.Portal.Api.Datacenters;

public sealed record DatacenterResponse(
    long Id, string Name, string Description, LocationResponse Location, OfferedTypesResponse ServerTypes)
{
    /// <param name="offered">Ids of what can be ordered, by location; each datacenter offers what its location does.</param>
    public static DatacenterResponse Of(DatacenterView datacenter, ILookup<long, long> offered)
    {
        long[] types = [.. offered[datacenter.Location.Id]];
        return new DatacenterResponse(
            datacenter.Id,
            datacenter.Name,
            datacenter.Description,
            LocationResponse.Of(datacenter.Location),
            new OfferedTypesResponse(types, types, types));
    }
}

public sealed record OfferedTypesResponse(
    IReadOnlyList<long> Supported, IReadOnlyList<long> Available, IReadOnlyList<long> AvailableForMigration);

public sealed record OneDatacenterResponse(DatacenterResponse Datacenter);

/// <param name="Recommendation">Id of the datacenter to order in.</param>
public sealed record DatacentersResponse(
    IReadOnlyList<DatacenterResponse> Datacenters, long Recommendation, Meta Meta);
