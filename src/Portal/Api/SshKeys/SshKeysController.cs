using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.SshKeys;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Api.SshKeys;

[Route("v1/ssh_keys")]
public sealed class SshKeysController : ApiController
{
    [HttpGet]
    [ProducesResponseType<SshKeysResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> List(
        [FromQuery] SshKeysQuery query, [FromServices] SshKeyQueries keys, CancellationToken ct)
    {
        var filter = new SshKeyFilter(query.Name, query.Fingerprint, query.LabelSelector, query.Sort);
        return Answer(
            await keys.ListAsync(Project, filter, query.ToPage(), ct),
            page => new SshKeysResponse([.. page.Items.Select(SshKeyResponse.Of)], Meta(page)));
    }

    [HttpGet("{id:long}")]
    [ProducesResponseType<OneSshKeyResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Get(long id, [FromServices] SshKeyQueries keys, CancellationToken ct) =>
        Answer(await keys.GetAsync(Project, id, ct), OneSshKeyResponse.Of);

    [HttpPost]
    [ProducesResponseType<OneSshKeyResponse>(StatusCodes.Status201Created)]
    public async Task<IActionResult> Create(
        CreateSshKeyRequest request, [FromServices] CreateSshKey create, CancellationToken ct) =>
        Answer(
            await create.ExecuteAsync(Project, request.Name!, request.PublicKey!, request.Labels, ct),
            OneSshKeyResponse.Of,
            StatusCodes.Status201Created);

    [HttpPut("{id:long}")]
    [ProducesResponseType<OneSshKeyResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Update(
        long id, UpdateSshKeyRequest request, [FromServices] UpdateSshKey update, CancellationToken ct) =>
        Answer(await update.ExecuteAsync(Project, id, request.Name, request.Labels, ct), OneSshKeyResponse.Of);

    [HttpDelete("{id:long}")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Delete(long id, [FromServices] DeleteSshKey delete, CancellationToken ct)
    {
        var deleted = await delete.ExecuteAsync(Project, id, ct);
        return deleted.Problem is { } problem ? ApiErrors.Result(problem) : NoContent();
    }
}
