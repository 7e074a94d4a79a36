using Hostelry.Portal.Api.Pricing;
using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Listing;

namespace Hostelry.Portal.Api.ServerTypes;

/// <summary>Which server types can be had where, for how much: read once per request, shown in many answers.</summary>
public sealed class Offers(CatalogueQueries catalogue, PriceTags prices, ApiCaller caller)
{
    private IReadOnlyList<long>? _typeIds;
    private IReadOnlyList<LocationView>? _locations;

    /// <summary>Ids of the types that can be ordered.</summary>
    public async Task<IReadOnlyList<long>> TypeIdsAsync(CancellationToken ct) =>
        _typeIds ??= [.. (await catalogue.ServerTypesAsync(caller.Project, null, new Page(1, Page.MaxSize), ct))
            .Items.Select(type => type.Id)];

    public async Task<ServerTypeResponse> OfAsync(ServerTypeView type, CancellationToken ct)
    {
        if (_locations is null)
        {
            var found = await catalogue.LocationsAsync(caller.Project, null, null, new Page(1, Page.MaxSize), ct);
            _locations = found.Value.Items;
        }

        return ServerTypeResponse.Of(type, _locations, await prices.OfAsync(type.ProductCode, ct));
    }
}
