using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Catalogue;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Api.Locations;

[Route("v1/locations")]
public sealed class LocationsController(CatalogueQueries catalogue) : ApiController
{
    [HttpGet]
    [ProducesResponseType<LocationsResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> List([FromQuery] PlainQuery query, CancellationToken ct) =>
        Answer(
            await catalogue.LocationsAsync(Project, query.Name, query.Sort, query.ToPage(), ct),
            page => new LocationsResponse([.. page.Items.Select(LocationResponse.Of)], Meta(page)));

    [HttpGet("{id:long}")]
    [ProducesResponseType<OneLocationResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Get(long id, CancellationToken ct) =>
        Answer(await catalogue.LocationAsync(Project, id, ct), OneLocationResponse.Of);
}
