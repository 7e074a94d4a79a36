using Hostelry.Billing.Coupons;
using Hostelry.Billing.Metering;
using Hostelry.Billing.Tax;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Features.StaffCatalogue;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffPrices;

/// <summary>What stands beside prices: coupons, meters, tax rates. Each is only added; none is edited.</summary>
[Area("StaffPrices")]
[Route("staff/catalogue")]
[StaffMay(StaffRight.See)]
public sealed class PriceBookPartsController(IStringLocalizer<StaffPricesText> text) : PriceBookController(text)
{
    [HttpGet("coupons")]
    public Task<IActionResult> Coupons(CancellationToken ct) => CouponsAsync(new CouponForm(), ct);

    [HttpPost("coupons/new"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> NewCoupon([Bind(Prefix = "Form")] CouponForm form, CancellationToken ct)
    {
        var (request, wrong) = form.Read(await Use<ReadPrices>().CurrencyAsync(ct));
        if (request is null)
        {
            ModelState.AddModelError("Form." + wrong, Text["Wrong_" + wrong]);
            return await CouponsAsync(form, ct);
        }

        var published = await Use<PublishCoupon>().ExecuteAsync(request, ct);
        if (published.Problem is not { } problem)
        {
            return Done("/staff/catalogue/coupons", "DoneCoupon");
        }

        var field = problem.Field switch
        {
            "code" => nameof(form.Code),
            "months" => nameof(form.Months),
            "most_uses" => nameof(form.MostUses),
            "valid_until" => nameof(form.Until),
            _ => nameof(form.Off),
        };
        Say(problem, field, field == nameof(form.Code) ? "CouponCode" : null);
        return await CouponsAsync(form, ct);
    }

    [HttpGet("meters")]
    public Task<IActionResult> Meters(CancellationToken ct) => MetersAsync(new MeterForm(), ct);

    [HttpPost("meters/new"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> NewMeter([Bind(Prefix = "Form")] MeterForm form, CancellationToken ct)
    {
        if (!Enum.TryParse<MeterKind>(form.Kind, out var kind) || !Enum.IsDefined(kind))
        {
            ModelState.AddModelError("Form.Kind", Text["Wrong_Kind"]);
            return await MetersAsync(form, ct);
        }

        var defined = await Use<DefineMeter>().ExecuteAsync(
            new DefineMeterRequest((form.Code ?? "").Trim(), kind, (form.Unit ?? "").Trim(), (form.Resource ?? "").Trim()), ct);
        if (defined.Problem is not { } problem)
        {
            return Done("/staff/catalogue/meters", "DoneMeter");
        }

        var isUnit = problem.Field == "unit";
        Say(problem, isUnit ? nameof(form.Unit) : nameof(form.Code), isUnit ? "MeterUnit" : "MeterCode");
        return await MetersAsync(form, ct);
    }

    [HttpGet("tax-rates")]
    public Task<IActionResult> TaxRates(CancellationToken ct) => TaxRatesAsync(new TaxRateForm(), ct);

    [HttpPost("tax-rates/new"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> NewTaxRate([Bind(Prefix = "Form")] TaxRateForm form, CancellationToken ct)
    {
        var from = Typed.Moment(form.From);
        if (!TaxRate.TryParse(Typed.Number(form.Rate), out var rate))
        {
            ModelState.AddModelError("Form.Rate", Text["Wrong_Rate"]);
        }

        if (from is null)
        {
            ModelState.AddModelError("Form.From", Text["Wrong_From"]);
        }

        if (ModelState.IsValid)
        {
            var added = await Use<AddTaxRate>().ExecuteAsync(
                new AddTaxRateRequest(
                    Seller.First, (form.Country ?? "").Trim().ToUpperInvariant(), form.Class, rate, DateOnly.FromDateTime(from!.Value.UtcDateTime)), ct);
            if (added.Problem is not { } problem)
            {
                return Done("/staff/catalogue/tax-rates", "DoneRate");
            }

            Say(problem, problem.Field switch { "country" => nameof(form.Country), "class" => nameof(form.Class), _ => nameof(form.From) });
        }

        return await TaxRatesAsync(form, ct);
    }

    private async Task<IActionResult> CouponsAsync(CouponForm form, CancellationToken ct) =>
        View("Coupons", new BookPart<CouponForm, Coupon>(form, await Use<ReadPriceBook>().CouponsAsync(ct)));

    private async Task<IActionResult> MetersAsync(MeterForm form, CancellationToken ct) =>
        View("Meters", new BookPart<MeterForm, Meter>(form, await Use<ReadPriceBook>().MetersAsync(ct)));

    private async Task<IActionResult> TaxRatesAsync(TaxRateForm form, CancellationToken ct) =>
        View("TaxRates", new BookPart<TaxRateForm, DatedTaxRate>(form, await Use<ReadPriceBook>().TaxRatesAsync(ct)));
}

/// <summary>A list, and the form that adds to it.</summary>
public sealed record BookPart<TForm, TRow>(TForm Form, IReadOnlyList<TRow> Rows);
