using Hostelry.Portal.Api.Pricing;
using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Catalogue;

namespace Hostelry.Portal.Api.ServerTypes;

/// <summary>Which server types can be had where, for how much: read once per request, shown in many answers.</summary>
public sealed class Offers(CatalogueQueries catalogue, OrderChoices choices, PriceTags prices, ApiCaller caller)
{
    private ILookup<long, long>? _typeIds;
    private IReadOnlyList<LocationView>? _locations;

    /// <summary>Ids of the types that can be ordered, by the id of the location.</summary>
    public async Task<ILookup<long, long>> TypeIdsAsync(CancellationToken ct) =>
        _typeIds ??= await choices.TypeIdsAsync(caller.Project, ct);

    public async Task<ServerTypeResponse> OfAsync(ServerTypeView type, CancellationToken ct)
    {
        _locations ??= await catalogue.AllLocationsAsync(caller.Project, ct);
        return ServerTypeResponse.Of(type, _locations, await prices.OfAsync(type.ProductCode, ct));
    }
}
