using Hostelry.Portal.Api.Locations;
using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Catalogue;

namespace Hostelry.Portal.Api.Datacenters;

public sealed record DatacenterResponse(
    long Id, string Name, string Description, LocationResponse Location, OfferedTypesResponse ServerTypes)
{
    /// <param name="types">Ids of what can be ordered; every datacenter offers every type.</param>
    public static DatacenterResponse Of(DatacenterView datacenter, IReadOnlyList<long> types) => new(
        datacenter.Id,
        datacenter.Name,
        datacenter.Description,
        LocationResponse.Of(datacenter.Location),
        new OfferedTypesResponse(types, types, types));
}

public sealed record OfferedTypesResponse(
    IReadOnlyList<long> Supported, IReadOnlyList<long> Available, IReadOnlyList<long> AvailableForMigration);

public sealed record OneDatacenterResponse(DatacenterResponse Datacenter);

/// <param name="Recommendation">Id of the datacenter to order in.</param>
public sealed record DatacentersResponse(
    IReadOnlyList<DatacenterResponse> Datacenters, long Recommendation, Meta Meta);
