using Hostelry.Portal.Api.ServerTypes;
using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Catalogue;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Api.Datacenters;

[Route("v1/datacenters")]
public sealed class DatacentersController(CatalogueQueries catalogue, Offers offers) : ApiController
{
    [HttpGet]
    [ProducesResponseType<DatacentersResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> List([FromQuery] PlainQuery query, CancellationToken ct) =>
        await AnswerAsync(
            await catalogue.DatacentersAsync(Project, query.Name, query.Sort, query.ToPage(), ct),
            async page =>
            {
                var types = await offers.TypeIdsAsync(ct);
                return new DatacentersResponse(
                    [.. page.Items.Select(datacenter => DatacenterResponse.Of(datacenter, types))],
                    page.Items.Select(datacenter => datacenter.Id).FirstOrDefault(),
                    Meta(page));
            });

    [HttpGet("{id:long}")]
    [ProducesResponseType<OneDatacenterResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Get(long id, CancellationToken ct) =>
        await AnswerAsync(
            await catalogue.DatacenterAsync(Project, id, ct),
            async datacenter => new OneDatacenterResponse(DatacenterResponse.Of(datacenter, await offers.TypeIdsAsync(ct))));
}
