using Hostelry.Portal.Api.Pricing;
using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Catalogue;

namespace Hostelry.Portal.Api.ServerTypes;

/// <summary>Which server types can be had where, for how much: read once per request, shown in many answers.</summary>
public sealed class Offers(CatalogueQueries catalogue, PriceTags prices, ApiCaller caller)
{
    private IReadOnlyList<long>? _typeIds;
    private IReadOnlyList<LocationView>? _locations;

    /// <summary>Ids of the types that can be ordered.</summary>
    public async Task<IReadOnlyList<long>> TypeIdsAsync(CancellationToken ct) =>
        _typeIds ??= await catalogue.OrderableTypeIdsAsync(caller.Project, ct);

    public async Task<ServerTypeResponse> OfAsync(ServerTypeView type, CancellationToken ct)
    {
        _locations ??= await catalogue.AllLocationsAsync(caller.Project, ct);
        return ServerTypeResponse.Of(type, _locations, await prices.OfAsync(type.ProductCode, ct));
    }
}
