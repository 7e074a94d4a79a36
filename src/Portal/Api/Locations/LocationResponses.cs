using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Catalogue;

namespace Hostelry.Portal.Api.Locations;

public sealed record LocationResponse(
    long Id,
    string Name,
    string Description,
    string Country,
    string City,
    double Latitude,
    double Longitude,
    string NetworkZone)
{
    /// <summary>Where a location lies on the globe is nobody's business yet: the coordinates are zero.</summary>
    public static LocationResponse Of(LocationView location) => new(
        location.Id, location.Name, location.Description, location.Country, location.City, 0, 0, location.NetworkZone);
}

public sealed record OneLocationResponse(LocationResponse Location)
{
    public static OneLocationResponse Of(LocationView location) => new(LocationResponse.Of(location));
}

public sealed record LocationsResponse(IReadOnlyList<LocationResponse> Locations, Meta Meta);
