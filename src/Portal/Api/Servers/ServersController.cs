using Hostelry.Portal.Api.Actions;
using Hostelry.Portal.Api.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Servers;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Api.Servers;

[Route("v1/servers")]
public sealed class ServersController(DescribeServer describe) : ApiController
{
    [HttpGet]
    [ProducesResponseType<ServersResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> List(
        [FromQuery] ServersQuery query, [FromServices] ServerQueries servers, CancellationToken ct)
    {
        var filter = new ServerFilter(query.Name, query.LabelSelector, query.Statuses, null, query.Sort);
        return await AnswerAsync(
            await servers.ListAsync(Project, filter, query.ToPage(), ct),
            async page =>
            {
                List<ServerResponse> found = [];
                foreach (var server in page.Items)
                {
                    found.Add(await describe.ExecuteAsync(server, ct));
                }

                return new ServersResponse(found, Meta(page));
            });
    }

    [HttpGet("{id:long}")]
    [ProducesResponseType<OneServerResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Get(long id, [FromServices] ServerQueries servers, CancellationToken ct) =>
        await AnswerAsync(
            await servers.GetAsync(Project, id, ct),
            async server => new OneServerResponse(await describe.ExecuteAsync(server, ct)));

    [HttpPost]
    [Idempotent]
    [ProducesResponseType<CreateServerResponse>(StatusCodes.Status201Created)]
    public async Task<IActionResult> Create(
        CreateServerRequest request, [FromServices] PlaceOrder place, [FromServices] ProjectLife life, CancellationToken ct) =>
        await AnswerAsync(
            await place.ExecuteAsync(request.ToOrder(Project) with { ProjectLives = stop => life.ExecuteAsync(Project, stop) }, ct),
            async order => new CreateServerResponse(
                await describe.ExecuteAsync(order.Server, ct), ActionResponse.Of(order.Action), [], order.RootPassword),
            StatusCodes.Status201Created);

    [HttpPut("{id:long}")]
    [ProducesResponseType<OneServerResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Update(
        long id, UpdateServerRequest request, [FromServices] UpdateServer update, CancellationToken ct) =>
        await AnswerAsync(
            await update.ExecuteAsync(Project, id, request.Name, request.Labels, ct),
            async server => new OneServerResponse(await describe.ExecuteAsync(server, ct)));

    [HttpDelete("{id:long}")]
    [ProducesResponseType<OneActionResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Delete(long id, [FromServices] DeleteServer delete, CancellationToken ct) =>
        Answer(await delete.ExecuteAsync(Project, id, ct), OneActionResponse.Of);
}
