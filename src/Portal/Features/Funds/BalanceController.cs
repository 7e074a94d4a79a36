using System.Globalization;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Ledger;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Funds;

/// <summary>What an organization has, spends and allows itself to spend.</summary>
[Area("Funds")]
[Route("organizations/{organizationId:long}/balance")]
[Needs(Permission.SeeMoney)]
public sealed class BalanceController(MoneyOverview money, LedgerMovements movements, IStringLocalizer<BalanceText> text)
    : CustomerController
{
    private const int PageSize = 25;

    [HttpGet("")]
    public Task<IActionResult> Index(CancellationToken ct) => ShowAsync(null, ct);

    /// <summary>Older movements.</summary>
    [HttpGet("movements")]
    public async Task<IActionResult> Movements([FromQuery] long? before, CancellationToken ct) =>
        View(await movements.ListAsync(Caller.OrganizationId, before, PageSize, ct));

    /// <summary>Also while a limit has paused the servers: raising it lets them run again.</summary>
    [HttpPost("limit")]
    [Needs(Permission.ManageMoney)]
    [WhileSuspended]
    public async Task<IActionResult> Limit(
        LimitForm form, [FromServices] SetSpendingLimit set, CancellationToken ct)
    {
        if (await money.ForAsync(Caller.OrganizationId, ct) is not { } present)
        {
            return NotFound();
        }

        if (!form.TryRead(present.Balance.Ledger.Currency, out var limit)
            || !(await set.ExecuteAsync(Caller.OrganizationId, limit, ct)).IsSuccess)
        {
            ModelState.AddModelError(nameof(form.Amount), text["LimitWrong", present.Balance.Ledger.Currency.Code]);
            return await ShowAsync(form.Amount, ct);
        }

        return LocalRedirect(string.Create(CultureInfo.InvariantCulture, $"/organizations/{Caller.OrganizationId}/balance"));
    }

    private async Task<IActionResult> ShowAsync(string? typed, CancellationToken ct)
    {
        if (await money.ForAsync(Caller.OrganizationId, ct) is not { } overview)
        {
            return NotFound();
        }

        return View("Index", new BalancePage(
            overview,
            await movements.ListAsync(Caller.OrganizationId, null, PageSize, ct, overview.Balance.Ledger.Minor),
            typed ?? overview.Balance.SpendingLimit?.ToDecimalString()));
    }
}
