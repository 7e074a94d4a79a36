using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning.Listing;
using Hostelry.Provisioning.SshKeys;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.SshKeys;

/// <summary>A project's public keys.</summary>
[Area("SshKeys")]
[Route("projects/{projectId:long}/ssh-keys")]
[Needs(Permission.OpenServers)]
public sealed class SshKeysController(SshKeyQueries keys, Wording say, IStringLocalizer<SshKeysText> text) : CustomerController
{
    [HttpGet("")]
    [Needs(Permission.SeeServers)]
    public async Task<IActionResult> Index([FromQuery] int page, CancellationToken ct) =>
        View(new KeysView(
            (await keys.ListAsync(Caller.Key, new SshKeyFilter(Sort: ["name"]), new Page(page, Page.MaxSize), ct)).Value));

    [HttpGet("new")]
    [StepUp]
    public IActionResult New() => View(new NewKeyForm());

    [HttpPost("new")]
    [StepUp]
    public async Task<IActionResult> New(NewKeyForm form, [FromServices] CreateSshKey create, CancellationToken ct)
    {
        if (!await IsValidAsync(form, ct))
        {
            return View(form);
        }

        var made = await create.ExecuteAsync(Caller.Key, form.Name.Trim(), form.PublicKey.Trim(), null, ct);
        return made.IsSuccess ? LocalRedirect(List) : Refuse(made.Problem!, form);
    }

    [HttpGet("{keyId:long}/edit")]
    public async Task<IActionResult> Edit(long keyId, CancellationToken ct) =>
        await keys.GetAsync(Caller.Key, keyId, ct) is { IsSuccess: true } found
            ? View(new RenameKeyForm { Name = found.Value.Name })
            : NotFound();

    [HttpPost("{keyId:long}/edit")]
    public async Task<IActionResult> Edit(long keyId, RenameKeyForm form, [FromServices] UpdateSshKey update, CancellationToken ct)
    {
        if (!await IsValidAsync(form, ct))
        {
            return View(form);
        }

        var renamed = await update.ExecuteAsync(Caller.Key, keyId, form.Name.Trim(), null, ct);
        return renamed.IsSuccess ? LocalRedirect(List)
            : renamed.Problem!.Code == "not_found" ? NotFound()
            : Refuse(renamed.Problem, form);
    }

    [HttpGet("{keyId:long}/delete")]
    public async Task<IActionResult> Delete(long keyId, CancellationToken ct) =>
        await keys.GetAsync(Caller.Key, keyId, ct) is { IsSuccess: true } found ? View(found.Value) : NotFound();

    [HttpPost("{keyId:long}/delete")]
    [WhileSuspended]
    public async Task<IActionResult> Delete(long keyId, [FromServices] DeleteSshKey delete, CancellationToken ct) =>
        (await delete.ExecuteAsync(Caller.Key, keyId, ct)).IsSuccess ? LocalRedirect(List) : NotFound();

    private string List => string.Create(CultureInfo.InvariantCulture, $"/projects/{Caller.ProjectId}/ssh-keys");

    private ViewResult Refuse(Problem problem, object form)
    {
        var (field, rule) = problem switch
        {
            { Code: "invalid_input", Field: "name" } => ("Name", text["NameRule"].Value),
            { Code: "invalid_input", Field: "public_key" } => ("PublicKey", text["KeyRule"].Value),
            { Code: "uniqueness_error", Field: "public_key" } => ("PublicKey", text["KeyTwice"].Value),
            { Code: "resource_limit_exceeded" } => ("PublicKey", say.Problem(problem)),
            _ => ("Name", say.Problem(problem)),
        };
        ModelState.AddModelError(field, rule);
        return View(form);
    }
}
