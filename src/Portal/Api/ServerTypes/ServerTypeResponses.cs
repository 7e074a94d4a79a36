using Hostelry.Portal.Api.Pricing;
using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Catalogue;

namespace Hostelry.Portal.Api.ServerTypes;

/// <param name="Memory">GiB.</param>
/// <param name="Disk">GiB.</param>
/// <param name="Category">What the dialect lacks: <c>container</c> or <c>vm</c>.</param>
public sealed record ServerTypeResponse(
    long Id,
    string Name,
    string Description,
    string Category,
    int Cores,
    double Memory,
    double Disk,
    bool Deprecated,
    object? Deprecation,
    IReadOnlyList<LocationPriceResponse> Prices,
    string StorageType,
    string CpuType,
    string Architecture,
    IReadOnlyList<TypeLocationResponse> Locations)
{
    private const double Gibibyte = 1L << 30;

    public static ServerTypeResponse Of(
        ServerTypeView type, IReadOnlyList<LocationView> locations, IReadOnlyList<LocationPriceResponse> prices) => new(
        type.Id,
        type.Name,
        type.Description,
        type.Kind,
        type.Cores,
        type.MemoryBytes / Gibibyte,
        type.DiskBytes / Gibibyte,
        type.Retired,
        null,
        prices,
        "local",
        "shared",
        "x86",
        [.. locations.Select(location => new TypeLocationResponse(location.Id, location.Name, null))]);
}

public sealed record TypeLocationResponse(long Id, string Name, object? Deprecation);

public sealed record OneServerTypeResponse(ServerTypeResponse ServerType);

public sealed record ServerTypesResponse(IReadOnlyList<ServerTypeResponse> ServerTypes, Meta Meta);
