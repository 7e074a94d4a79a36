using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Catalogue;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Api.ServerTypes;

[Route("v1/server_types")]
public sealed class ServerTypesController(CatalogueQueries catalogue, Offers offers) : ApiController
{
    [HttpGet]
    [ProducesResponseType<ServerTypesResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> List([FromQuery] PlainQuery query, CancellationToken ct)
    {
        var page = await catalogue.ServerTypesAsync(Project, query.Name, query.ToPage(), ct);
        List<ServerTypeResponse> types = [];
        foreach (var type in page.Items)
        {
            types.Add(await offers.OfAsync(type, ct));
        }

        return Ok(new ServerTypesResponse(types, Meta(page)));
    }

    [HttpGet("{id:long}")]
    [ProducesResponseType<OneServerTypeResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Get(long id, CancellationToken ct) =>
        await AnswerAsync(
            await catalogue.ServerTypeAsync(Project, id, ct),
            async type => new OneServerTypeResponse(await offers.OfAsync(type, ct)));
}
