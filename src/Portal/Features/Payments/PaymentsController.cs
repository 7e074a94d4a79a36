using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Billing.Payments.Wallet;
using Hostelry.Portal.Composition;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Payments;

/// <summary>
/// An organization's money from outside: add some on Stripe's page, cards that Stripe keeps, the balance that fills itself. What
/// a browser says on its way back is never believed; the worker books what Stripe says.
/// </summary>
[Area("Payments")]
[Route("organizations/{organizationId:long}/payments")]
public sealed class PaymentsController(IStringLocalizer<PaymentsText> text, PortalSettings settings, TimeProvider clock) : CustomerController
{
    private Uri Here => new(settings.PublicUrl, $"/organizations/{Caller.OrganizationId}/payments");

    [HttpGet("")]
    [Needs(Permission.SeeMoney)]
    public async Task<IActionResult> Index(CancellationToken ct) => View(await ReadAsync(ct));

    [HttpPost("add")]
    [Needs(Permission.ManageMoney)]
    [WhileSuspended]
    public async Task<IActionResult> Add([Bind(Prefix = "Add")] AddMoneyForm form, CancellationToken ct)
    {
        if (await IsGoodAsync(form, "Add", ct) && await MoneyAsync("Add.Amount", form.Amount, ct) is { } amount)
        {
            var page = await Use<StartTopUp>().ExecuteAsync(
                new StartTopUpRequest(Caller.OrganizationId, amount, "page:" + form.Key, Here), ct);
            if (page.IsSuccess)
            {
                return GoOn(page.Value);
            }

            Refuse("Add.Amount", page.Problem!);
        }

        var view = await ReadAsync(ct);
        view.Add = new AddMoneyForm { Amount = form.Amount, Key = view.Add.Key };
        ModelState.Remove("Add.Key");
        return View(nameof(Index), view);
    }

    /// <summary>Stores a card with Stripe; no money moves.</summary>
    [HttpPost("card")]
    [StepUp(Form = "../payments")]
    [Needs(Permission.ManageMoney)]
    [WhileSuspended]
    public async Task<IActionResult> Card(CancellationToken ct)
    {
        var page = await Use<StripeCards>().OpenSetupPageAsync(Caller.OrganizationId, Here, ct);
        return page.IsSuccess ? GoOn(page.Value) : await RefusedAsync(page.Problem!, ct);
    }

    [HttpPost("cards/prefer")]
    [StepUp(Form = "../../payments")]
    [Needs(Permission.ManageMoney)]
    [WhileSuspended]
    public async Task<IActionResult> Prefer([FromForm] string? card, CancellationToken ct) =>
        await BackAsync(await Use<StripeCards>().PreferAsync(Caller.OrganizationId, card ?? "", ct), ct);

    [HttpPost("cards/remove")]
    [StepUp(Form = "../../payments")]
    [Needs(Permission.ManageMoney)]
    [WhileSuspended]
    public async Task<IActionResult> Remove([FromForm] string? card, CancellationToken ct) =>
        await BackAsync(await Use<StripeCards>().RemoveAsync(Caller.OrganizationId, card ?? "", ct), ct);

    [HttpPost("auto")]
    [StepUp(Form = "../payments")]
    [Needs(Permission.ManageMoney)]
    [WhileSuspended]
    public async Task<IActionResult> Auto([Bind(Prefix = "Auto")] AutoTopUpForm form, CancellationToken ct)
    {
        if (await IsGoodAsync(form, "Auto", ct)
            && await MoneyAsync("Auto.Threshold", form.Threshold, ct) is { } threshold
            && await MoneyAsync("Auto.TopUp", form.TopUp, ct) is { } amount
            && await MoneyAsync("Auto.MonthlyMaximum", form.MonthlyMaximum, ct) is { } most)
        {
            var set = await Use<SetAutoTopUp>().ExecuteAsync(
                Caller.OrganizationId, new AutoTopUpWish(form.Enabled, threshold, amount, most), ct);
            if (set.IsSuccess)
            {
                return RedirectToAction(nameof(Index), new { organizationId = Caller.OrganizationId });
            }

            Refuse(
                set.Problem!.Field switch { "threshold" => "Auto.Threshold", "monthly_maximum" => "Auto.MonthlyMaximum", _ => "Auto.TopUp" },
                set.Problem);
        }

        var view = await ReadAsync(ct);
        view.Auto = form;
        return View(nameof(Index), view);
    }

    /// <summary>A mail leads here: the bank wants a payment confirmed, and a page may only do so by its button.</summary>
    [HttpGet("confirm")]
    [Needs(Permission.SeeMoney)]
    public IActionResult Confirm([FromQuery] Guid payment) => View(payment);

    [HttpPost("confirm")]
    [Needs(Permission.ManageMoney)]
    [WhileSuspended]
    [ActionName(nameof(Confirm))]
    public async Task<IActionResult> ConfirmNow([FromForm] Guid payment, CancellationToken ct)
    {
        var page = await Use<ConfirmPayment>().ExecuteAsync(Caller.OrganizationId, payment, Here, ct);
        return page.Problem is { } problem
            ? await RefusedAsync(problem, ct)
            : page.Value is { } bank ? GoOn(bank) : RedirectToAction(nameof(Index), new { organizationId = Caller.OrganizationId });
    }

    private T Use<T>()
        where T : notnull => HttpContext.RequestServices.GetRequiredService<T>();

    private async Task<PaymentsView> ReadAsync(CancellationToken ct)
    {
        var view = await Use<ReadPayments>().ExecuteAsync(Caller.OrganizationId, ct);
        view.Add.Key = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        return view;
    }

    /// <summary>
    /// To a page of Stripe's or the bank's. Not a redirect: the content policy lets forms lead to this portal alone, and their
    /// redirects too.
    /// </summary>
    private ViewResult GoOn(string address)
    {
        Response.Headers["Refresh"] = "0; url=" + new Uri(address).AbsoluteUri;
        return View("GoOn", address);
    }

    private async Task<bool> IsGoodAsync<T>(T form, string prefix, CancellationToken ct)
    {
        var outcome = await Use<FluentValidation.IValidator<T>>().ValidateAsync(form, ct);
        foreach (var error in outcome.Errors)
        {
            // Validators name fields as the API writes them; model state asks for the property, and not for its case.
            var name = error.PropertyName.Replace("_", "", StringComparison.Ordinal);
            ModelState.AddModelError($"{prefix}.{(name == "key" ? "Amount" : name)}", error.ErrorMessage);
        }

        return ModelState.IsValid;
    }

    /// <summary>What was typed, in the customer's own currency; null with a message beside the field.</summary>
    private async Task<Money?> MoneyAsync(string field, string typed, CancellationToken ct)
    {
        var view = await Use<Balance>().OfAsync(Caller.OrganizationId, ct)
            ?? throw new InvalidOperationException($"Organization {Caller.OrganizationId} has no place in the books.");
        if (Money.TryParse(typed.Trim(), view.Ledger.Currency, out var amount) && !amount.IsNegative)
        {
            return amount;
        }

        ModelState.AddModelError(field, text["NotAnAmount", view.Ledger.Currency.Code]);
        return null;
    }

    private void Refuse(string field, Problem problem)
    {
        var words = text["Refused_" + problem.Code];
        ModelState.AddModelError(field, words.ResourceNotFound ? problem.Message : words.Value);
    }

    private async Task<IActionResult> RefusedAsync(Problem problem, CancellationToken ct)
    {
        if (problem.Code == "not_found")
        {
            return NotFound();
        }

        Refuse("", problem);
        return View(nameof(Index), await ReadAsync(ct));
    }

    private async Task<IActionResult> BackAsync(Result<Done> done, CancellationToken ct) => done.Problem is { } problem
        ? await RefusedAsync(problem, ct)
        : RedirectToAction(nameof(Index), new { organizationId = Caller.OrganizationId });
}
