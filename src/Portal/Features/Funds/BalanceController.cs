using System.Globalization;

using Hostelry.Billing.Coupons;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
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

    /// <summary>How an amount is paid.</summary>
    [HttpGet("top-up")]
    public async Task<IActionResult> TopUp([FromQuery] string? amount, [FromServices] ReadPayee payees, CancellationToken ct) =>
        await payees.ExecuteAsync(Caller.OrganizationId, ct) is { } payee
            ? View(new TopUpPage(payee, AskForTopUp.TryRead(amount, payee.Currency, out var asked) ? asked : null))
            : NotFound();

    /// <summary>Writes how to pay to whoever pays, and tells the seller.</summary>
    [HttpPost("top-up")]
    [Needs(Permission.ManageMoney)]
    [WhileSuspended]
    public async Task<IActionResult> TopUp(TopUpForm form, CancellationToken ct)
    {
        var asked = await HttpContext.RequestServices.GetRequiredService<AskForTopUp>().ExecuteAsync(
            Caller.OrganizationId, Caller.OrganizationName, form.TopUpAmount ?? "", ct);
        if (asked.IsSuccess)
        {
            return LocalRedirect(AskForTopUp.PathOf(Caller.OrganizationId, asked.Value));
        }

        ModelState.AddModelError(
            nameof(form.TopUpAmount),
            asked.Problem!.Code == "rate_limit_exceeded" ? text["TopUpTooOften"] : text["TopUpWrong"]);
        return await ShowAsync(null, ct);
    }

    /// <summary>Takes a coupon. Few tries: a code is worth money to whoever guesses it.</summary>
    [HttpPost("coupon")]
    [Needs(Permission.ManageMoney)]
    [WhileSuspended]
    public async Task<IActionResult> Coupon(CouponForm form, [FromServices] BeyondTenant beyond, CancellationToken ct)
    {
        var organization = Caller.OrganizationId;
        var code = form.CouponCode?.Trim() ?? "";
        var problem = !HttpContext.RequestServices.GetRequiredService<Tries>().Take(string.Create(CultureInfo.InvariantCulture, $"coupon:{organization}"))
            ? "CouponTooOften"
            : code.Length is 0 or > 64
                ? "CouponMissing"
                : (await beyond.DoAsync<RedeemCoupon, Result<CouponRedemption>>(
                    Caller.Actor, redeem => redeem.ExecuteAsync(organization, code, ct))).Problem switch
                {
                    null => null,
                    { Code: "coupon_used_up" } => "CouponUsedUp",
                    _ => "CouponMissing",
                };
        if (problem is null)
        {
            return LocalRedirect(string.Create(CultureInfo.InvariantCulture, $"/organizations/{organization}/balance?coupon=taken"));
        }

        ModelState.AddModelError(nameof(form.CouponCode), text[problem]);
        return await ShowAsync(null, ct);
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
