using Hostelry.Portal.Composition;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity.Oidc;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.StaffClients;

/// <summary>The programs that sign people in here: registered, given another secret, revoked.</summary>
[Area("StaffClients")]
[Route("staff/clients")]
[StaffMay(StaffRight.Administer)]
public sealed class StaffClientsController(PortalSettings settings) : StaffController
{
    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken ct) => View(await Service<ListClients>().ExecuteAsync(ct));

    [HttpGet("new")]
    public IActionResult Make() => View("New", new ClientForm());

    [HttpPost("new")]
    public async Task<IActionResult> Make(ClientForm form, CancellationToken ct)
    {
        if (!await IsValidAsync(form, ct))
        {
            return View("New", form);
        }

        var made = await Service<RegisterClient>().ExecuteAsync(
            new RegisterClientRequest(
                form.Name,
                ClientForm.Lines(form.RedirectUris),
                ClientForm.Lines(form.AfterSignOut),
                form.Kind == "confidential",
                form.Consent switch { "always" => ClientConsent.Always, "never" => ClientConsent.Never, _ => ClientConsent.Once },
                form.Scopes),
            ct);
        if (made.Problem is { } problem)
        {
            ModelState.AddModelError((problem.Field ?? "").Replace("_", "", StringComparison.Ordinal), problem.Message);
            return View("New", form);
        }

        return View("Made", Shown(made.Value));
    }

    /// <summary>What revoking will end; the name is asked for.</summary>
    [HttpGet("{id:long}/revoke")]
    public async Task<IActionResult> Revoke(long id, CancellationToken ct) =>
        await FindAsync(id, ct) is { } client ? View(client) : NotFound();

    [HttpPost("{id:long}/revoke")]
    public async Task<IActionResult> Revoke(long id, string? name, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } client)
        {
            return NotFound();
        }

        if (name?.Trim() != client.Name)
        {
            ModelState.AddModelError("Name", HttpContext.RequestServices
                .GetRequiredService<Microsoft.Extensions.Localization.IStringLocalizer<StaffClientsText>>()["TypeName", client.Name]);
            return View(client);
        }

        await Service<RevokeClient>().ExecuteAsync(id, ct);
        return RedirectToAction(nameof(Index));
    }

    [HttpPost("{id:long}/secret")]
    public async Task<IActionResult> Secret(long id, CancellationToken ct)
    {
        var made = await Service<ReplaceClientSecret>().ExecuteAsync(id, ct);
        return made.IsSuccess ? View("Made", Shown(made.Value)) : NotFound();
    }

    private T Service<T>()
        where T : notnull => HttpContext.RequestServices.GetRequiredService<T>();

    private MadeClientView Shown(NewClient client) => new(client.ClientId, client.Secret, settings.PublicUrl.AbsoluteUri);

    private async Task<ClientRow?> FindAsync(long id, CancellationToken ct) =>
        (await Service<ListClients>().ExecuteAsync(ct)).Living.FirstOrDefault(client => client.Id == id);
}
