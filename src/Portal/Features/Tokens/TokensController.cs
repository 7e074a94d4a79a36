using System.Globalization;

using Hostelry.Portal.Composition;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.Tokens;

/// <summary>A project's tokens for the API: made, shown once, watched, ended.</summary>
[Area("Tokens")]
[Route("projects/{projectId:long}/tokens")]
[Needs(Permission.ManageTokens)]
public sealed class TokensController(TokenQueries tokens) : CustomerController
{
    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken ct) => View(await tokens.ListAsync(Caller.Key, ct));

    [HttpGet("new")]
    [StepUp]
    public IActionResult New() => View(new NewTokenForm());

    [HttpPost("new")]
    [StepUp]
    public async Task<IActionResult> New(
        NewTokenForm form, [FromServices] CreateToken create, [FromServices] PortalSettings settings, CancellationToken ct)
    {
        if (!await IsValidAsync(form, ct))
        {
            return View(form);
        }

        var made = await create.ExecuteAsync(Caller.Key, form.Means, ct, form.Name.Trim(), Caller.UserId);
        return made.Problem is not null ? NotFound() : View("Shown", new TokenShownView(
            form.Name.Trim(), made.Value.Secret, new Uri(settings.PublicUrl, "/v1").ToString()));
    }

    [HttpGet("{tokenId:long}/revoke")]
    public async Task<IActionResult> Revoke(long tokenId, CancellationToken ct) =>
        (await tokens.ListAsync(Caller.Key, ct)).FirstOrDefault(token => token.Id == tokenId) is { } found ? View(found) : NotFound();

    [HttpPost("{tokenId:long}/revoke")]
    [WhileSuspended]
    public async Task<IActionResult> Revoke(long tokenId, [FromServices] RevokeToken revoke, CancellationToken ct) =>
        (await revoke.ExecuteAsync(tokenId, ct, Caller.ProjectId)).IsSuccess
            ? LocalRedirect(string.Create(CultureInfo.InvariantCulture, $"/projects/{Caller.ProjectId}/tokens"))
            : NotFound();
}
