using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Operations;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Api.Actions;

[Route("v1/actions")]
public sealed class ActionsController(OperationQueries operations) : ApiController
{
    [HttpGet]
    [ProducesResponseType<ActionsResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> List([FromQuery] ActionsQuery query, CancellationToken ct)
    {
        var found = await operations.ListAsync(
            Project, new OperationFilter(null, query.Ids, query.Statuses, query.Sort), query.ToPage(), ct);
        return Answer(found, page => new ActionsResponse([.. page.Items.Select(ActionResponse.Of)], Meta(page)));
    }

    [HttpGet("{id:long}")]
    [ProducesResponseType<OneActionResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Get(long id, CancellationToken ct) =>
        Answer(await operations.GetAsync(Project, id, ct), OneActionResponse.Of);
}
