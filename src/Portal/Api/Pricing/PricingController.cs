using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Listing;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Api.Pricing;

[Route("v1/pricing")]
public sealed class PricingController(CatalogueQueries catalogue, PriceTags prices) : ApiController
{
    [HttpGet]
    [ProducesResponseType<PricingResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Get(CancellationToken ct)
    {
        List<ServerTypePricesResponse> types = [];
        Paged<ServerTypeView> page;
        do
        {
            page = await catalogue.ServerTypesAsync(Project, null, new Page((types.Count / Page.MaxSize) + 1, Page.MaxSize), ct);
            foreach (var type in page.Items)
            {
                types.Add(new ServerTypePricesResponse(type.Id, type.Name, await prices.OfAsync(type.ProductCode, ct)));
            }
        }
        while (page.Items.Count == Page.MaxSize);
        return Ok(new PricingResponse(PriceListResponse.Of(prices.Currency.Code, types)));
    }
}
