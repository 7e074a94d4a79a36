using Hostelry.Billing.Kernel;
using Hostelry.Portal.Api.Actions;
using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Operations;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Api.Servers;

/// <summary>The verbs of a server, and the actions they became.</summary>
[Route("v1/servers")]
public sealed class ServerActionsController : ApiController
{
    [HttpGet("actions")]
    [ProducesResponseType<ActionsResponse>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAll(
        [FromQuery] ActionsQuery query, [FromServices] OperationQueries operations, CancellationToken ct) =>
        ListAsync(null, query, operations, ct);

    [HttpGet("actions/{actionId:long}")]
    [ProducesResponseType<OneActionResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> GetAny(
        long actionId, [FromServices] OperationQueries operations, CancellationToken ct) =>
        Answer(await operations.GetAsync(Project, actionId, ct), OneActionResponse.Of);

    [HttpGet("{id:long}/actions")]
    [ProducesResponseType<ActionsResponse>(StatusCodes.Status200OK)]
    public Task<IActionResult> List(
        long id, [FromQuery] ActionsQuery query, [FromServices] OperationQueries operations, CancellationToken ct) =>
        ListAsync(id, query, operations, ct);

    [HttpGet("{id:long}/actions/{actionId:long}")]
    [ProducesResponseType<OneActionResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Get(
        long id, long actionId, [FromServices] OperationQueries operations, CancellationToken ct)
    {
        var found = await operations.GetAsync(Project, actionId, ct);
        return found.IsSuccess && found.Value.ServerId != id
            ? ApiErrors.Result(new Problem("not_found", "action not found."))
            : Answer(found, OneActionResponse.Of);
    }

    [HttpPost("{id:long}/actions/poweron")]
    [ProducesResponseType<OneActionResponse>(StatusCodes.Status201Created)]
    public Task<IActionResult> PowerOn(long id, [FromServices] ChangePower power, CancellationToken ct) =>
        PowerAsync(power, id, PowerAction.PowerOn, ct);

    [HttpPost("{id:long}/actions/poweroff")]
    [ProducesResponseType<OneActionResponse>(StatusCodes.Status201Created)]
    public Task<IActionResult> PowerOff(long id, [FromServices] ChangePower power, CancellationToken ct) =>
        PowerAsync(power, id, PowerAction.PowerOff, ct);

    [HttpPost("{id:long}/actions/shutdown")]
    [ProducesResponseType<OneActionResponse>(StatusCodes.Status201Created)]
    public Task<IActionResult> Shutdown(long id, [FromServices] ChangePower power, CancellationToken ct) =>
        PowerAsync(power, id, PowerAction.Shutdown, ct);

    [HttpPost("{id:long}/actions/reboot")]
    [ProducesResponseType<OneActionResponse>(StatusCodes.Status201Created)]
    public Task<IActionResult> Reboot(long id, [FromServices] ChangePower power, CancellationToken ct) =>
        PowerAsync(power, id, PowerAction.Reboot, ct);

    [HttpPost("{id:long}/actions/reset")]
    [ProducesResponseType<OneActionResponse>(StatusCodes.Status201Created)]
    public Task<IActionResult> Reset(long id, [FromServices] ChangePower power, CancellationToken ct) =>
        PowerAsync(power, id, PowerAction.Reset, ct);

    [HttpPost("{id:long}/actions/change_type")]
    [Idempotent]
    [ProducesResponseType<OneActionResponse>(StatusCodes.Status201Created)]
    public async Task<IActionResult> ChangeType(
        long id, ChangeTypeRequest request, [FromServices] ChangeType change, CancellationToken ct) =>
        Answer(
            await change.ExecuteAsync(Project, id, request.ServerType!, request.UpgradeDisk!.Value, ct),
            OneActionResponse.Of,
            StatusCodes.Status201Created);

    [HttpPost("{id:long}/actions/rebuild")]
    [ProducesResponseType<PasswordActionResponse>(StatusCodes.Status201Created)]
    public async Task<IActionResult> Rebuild(
        long id, RebuildRequest request, [FromServices] RebuildServer rebuild, CancellationToken ct) =>
        Answer(
            await rebuild.ExecuteAsync(Project, id, request.Image!, request.UserData, ct), WithPassword, StatusCodes.Status201Created);

    [HttpPost("{id:long}/actions/reset_password")]
    [ProducesResponseType<PasswordActionResponse>(StatusCodes.Status201Created)]
    public async Task<IActionResult> ResetPassword(
        long id, [FromServices] ResetPassword reset, CancellationToken ct) =>
        Answer(await reset.ExecuteAsync(Project, id, ct), WithPassword, StatusCodes.Status201Created);

    [HttpPost("{id:long}/actions/change_protection")]
    [ProducesResponseType<OneActionResponse>(StatusCodes.Status201Created)]
    public async Task<IActionResult> ChangeProtection(
        long id, ChangeProtectionRequest request, [FromServices] ChangeProtection change, CancellationToken ct) =>
        Answer(
            await change.ExecuteAsync(Project, id, request.Delete, request.Rebuild, ct),
            OneActionResponse.Of,
            StatusCodes.Status201Created);

    private static PasswordActionResponse WithPassword(PasswordAction done) =>
        new(ActionResponse.Of(done.Action), done.RootPassword);

    private async Task<IActionResult> ListAsync(
        long? serverId, ActionsQuery query, OperationQueries operations, CancellationToken ct)
    {
        var filter = new OperationFilter(serverId, query.Ids, query.Statuses, query.Sort);
        return Answer(
            await operations.ListAsync(Project, filter, query.ToPage(), ct),
            page => new ActionsResponse([.. page.Items.Select(ActionResponse.Of)], Meta(page)));
    }

    private async Task<IActionResult> PowerAsync(ChangePower power, long id, PowerAction action, CancellationToken ct) =>
        Answer(await power.ExecuteAsync(Project, id, action, ct), OneActionResponse.Of, StatusCodes.Status201Created);
}
