using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Servers;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Servers;

/// <summary>
/// Changes of a server that want a second look first: each has a page that says what it costs or what is lost, and works
/// without scripts.
/// </summary>
[Area("Servers")]
[Route("projects/{projectId:long}/servers/{serverId:long}")]
[Needs(Permission.ManageServers)]
public sealed class ServerChangesController(ServerQueries servers, Wording say, IStringLocalizer<ServersText> text)
    : CustomerController
{
    [HttpGet("edit")]
    public async Task<IActionResult> Edit(long serverId, CancellationToken ct) =>
        await OfAsync(serverId, server => View(new EditForm { Name = server.Name, Labels = LabelText.Of(server.Labels) }), ct);

    [HttpPost("edit")]
    public async Task<IActionResult> Edit(long serverId, EditForm form, [FromServices] UpdateServer update, CancellationToken ct)
    {
        if (!LabelText.TryRead(form.Labels, out var labels))
        {
            ModelState.AddModelError(nameof(form.Labels), text["LabelsWrong"]);
            return View(form);
        }

        var outcome = await update.ExecuteAsync(Caller.Key, serverId, form.Name?.Trim() ?? "", labels, ct);
        return Answer(serverId, outcome.Problem) ?? Refuse(outcome.Problem!, nameof(form.Name), form);
    }

    [HttpGet("resize")]
    [Needs(Permission.OrderServers)]
    public async Task<IActionResult> Resize(
        long serverId, [FromQuery] string? once, [FromServices] OrderChoices choices, [FromServices] PriceBook prices, CancellationToken ct) =>
        OncePerForm.IsKey(once)
            ? await ResizeAsync(serverId, new ResizeForm { Once = once }, choices, prices, ct)
            : await OfAsync(serverId, _ => LocalRedirect($"{Here(serverId)}/resize?once={OncePerForm.NewKey()}"), ct);

    [HttpPost("resize")]
    [Needs(Permission.OrderServers)]
    public async Task<IActionResult> Resize(
        long serverId,
        ResizeForm form,
        [FromServices] ChangeType change,
        [FromServices] OncePerForm once,
        [FromServices] OrderChoices choices,
        [FromServices] PriceBook prices,
        CancellationToken ct)
    {
        if (string.IsNullOrEmpty(form.Type))
        {
            ModelState.AddModelError(nameof(form.Type), text["ChooseType"]);
            return await ResizeAsync(serverId, form, choices, prices, ct);
        }

        var outcome = await once.ExecuteAsync(
            Caller.Key,
            FormattableString.Invariant($"page resize {serverId}"),
            form.Once,
            $"{form.Type} {form.GrowDisk}",
            async () => (await change.ExecuteAsync(Caller.Key, serverId, form.Type, form.GrowDisk, ct)) switch
            {
                { Problem: { } problem } => problem,
                var accepted => accepted.Value.Id.ToString(CultureInfo.InvariantCulture),
            },
            ct);
        if (Answer(serverId, outcome.Problem) is { } done)
        {
            return done;
        }

        ModelState.AddModelError(nameof(form.Type), say.Problem(outcome.Problem!));
        return await ResizeAsync(serverId, form, choices, prices, ct);
    }

    [HttpGet("rebuild")]
    [Needs(Permission.DestroyServers)]
    [StepUp]
    public async Task<IActionResult> Rebuild(long serverId, [FromServices] OrderChoices choices, CancellationToken ct) =>
        await RebuildAsync(serverId, new RebuildForm(), choices, ct);

    [HttpPost("rebuild")]
    [Needs(Permission.DestroyServers)]
    [StepUp]
    public async Task<IActionResult> Rebuild(
        long serverId, RebuildForm form, [FromServices] RebuildServer rebuild, [FromServices] OrderChoices choices, CancellationToken ct)
    {
        var found = await servers.GetAsync(Caller.Key, serverId, ct);
        if (!found.IsSuccess)
        {
            return NotFound();
        }

        if (IsConfirmed(form.Confirm, found.Value) && !string.IsNullOrEmpty(form.Image))
        {
            var outcome = await rebuild.ExecuteAsync(Caller.Key, serverId, form.Image, UserDataText.Read(form.UserData), ct);
            if (outcome.IsSuccess)
            {
                return Shown(found.Value, outcome.Value.RootPassword, "Rebuilt");
            }

            ModelState.AddModelError(Refusals.FieldOf(outcome.Problem!, nameof(form.Confirm)), say.Problem(outcome.Problem!));
        }
        else if (string.IsNullOrEmpty(form.Image))
        {
            ModelState.AddModelError(nameof(form.Image), text["ChooseImage"]);
        }

        return await RebuildAsync(serverId, form, choices, ct);
    }

    [HttpGet("password")]
    [Needs(Permission.OpenServers)]
    [StepUp]
    public async Task<IActionResult> Password(long serverId, CancellationToken ct) =>
        await OfAsync(serverId, server => View("ResetPassword", server), ct);

    [HttpPost("password")]
    [Needs(Permission.OpenServers)]
    [StepUp]
    public async Task<IActionResult> Password(long serverId, [FromServices] ResetPassword reset, CancellationToken ct)
    {
        var found = await servers.GetAsync(Caller.Key, serverId, ct);
        if (!found.IsSuccess)
        {
            return NotFound();
        }

        var outcome = await reset.ExecuteAsync(Caller.Key, serverId, ct);
        return outcome.IsSuccess
            ? Shown(found.Value, outcome.Value.RootPassword, "Reset")
            : LocalRedirect($"{Here(serverId)}?refused={outcome.Problem!.Code}");
    }

    [HttpGet("delete")]
    [Needs(Permission.DestroyServers)]
    [StepUp]
    public async Task<IActionResult> Delete(long serverId, [FromServices] SubscriptionCosts costs, CancellationToken ct) =>
        await DeleteAsync(serverId, null, costs, ct);

    [HttpPost("delete")]
    [Needs(Permission.DestroyServers)]
    [StepUp]
    [WhileSuspended]
    public async Task<IActionResult> Delete(
        long serverId, DeleteForm form, [FromServices] DeleteServer delete, [FromServices] SubscriptionCosts costs, CancellationToken ct)
    {
        var found = await servers.GetAsync(Caller.Key, serverId, ct);
        if (!found.IsSuccess)
        {
            return NotFound();
        }

        if (IsConfirmed(form.Confirm, found.Value))
        {
            var outcome = await delete.ExecuteAsync(Caller.Key, serverId, ct);
            if (Answer(serverId, outcome.Problem) is { } done)
            {
                return done;
            }

            ModelState.AddModelError(nameof(form.Confirm), say.Problem(outcome.Problem!));
        }

        return await DeleteAsync(serverId, form.Confirm, costs, ct);
    }

    private string Here(long serverId) =>
        string.Create(CultureInfo.InvariantCulture, $"/projects/{Caller.ProjectId}/servers/{serverId}");

    private bool IsConfirmed(string? typed, ServerView server)
    {
        if (string.Equals(typed?.Trim(), server.Name, StringComparison.Ordinal))
        {
            return true;
        }

        ModelState.AddModelError("Confirm", text["ConfirmWrong", server.Name]);
        return false;
    }

    /// <summary>Where an accepted change leads; null when it was refused and the form must say so.</summary>
    private IActionResult? Answer(long serverId, Problem? problem) => problem switch
    {
        null => LocalRedirect(Here(serverId)),
        { Code: "not_found", Field: null } => NotFound(),
        _ => null,
    };

    private ViewResult Refuse(Problem problem, string otherwise, object form)
    {
        var rule = problem switch
        {
            { Code: "invalid_input", Field: "name" } => text["NameRule"].Value,
            { Code: "invalid_input", Field: "labels" } => text["LabelsWrong"].Value,
            _ => say.Problem(problem),
        };
        ModelState.AddModelError(Refusals.FieldOf(problem, otherwise), rule);
        return View(form);
    }

    /// <summary>The new password, this once; a server with keys has none to show.</summary>
    private IActionResult Shown(ServerView server, string? password, string reason) => password is null
        ? LocalRedirect(Here(server.Id))
        : View("Password", new PasswordView(server.Id, server.Name, server.Address?.Ipv4, password, reason));

    private async Task<IActionResult> OfAsync(long serverId, Func<ServerView, IActionResult> show, CancellationToken ct)
    {
        var found = await servers.GetAsync(Caller.Key, serverId, ct);
        return found.IsSuccess ? show(found.Value) : NotFound();
    }

    private async Task<IActionResult> ResizeAsync(
        long serverId, ResizeForm form, OrderChoices choices, PriceBook prices, CancellationToken ct)
    {
        var found = await servers.GetAsync(Caller.Key, serverId, ct);
        if (!found.IsSuccess)
        {
            return NotFound();
        }

        var (types, _) = await choices.OfferedAsync(Caller.Key, ct);
        var offers = PriceBook.At(types, await prices.CurrentAsync(Caller.Key, ct), found.Value.Datacenter.Location.Name);
        return View("Resize", new ResizeView(found.Value, offers, form));
    }

    private async Task<IActionResult> RebuildAsync(long serverId, RebuildForm form, OrderChoices choices, CancellationToken ct)
    {
        var images = await choices.ImagesAsync(Caller.Key, ct);
        return await OfAsync(
            serverId,
            server => View("Rebuild", new RebuildView(
                server, images, form.Image is null ? new RebuildForm { Image = server.Image.Name } : form)),
            ct);
    }

    private async Task<IActionResult> DeleteAsync(long serverId, string? typed, SubscriptionCosts costs, CancellationToken ct)
    {
        var found = await servers.GetAsync(Caller.Key, serverId, ct);
        if (!found.IsSuccess)
        {
            return NotFound();
        }

        var cost = Caller.May(Permission.SeeMoney)
            ? await costs.OfAsync(Caller.OrganizationId, found.Value.SubscriptionId, ct)
            : null;
        return View("DeleteOne", new DeleteView(found.Value, cost, typed));
    }
}
