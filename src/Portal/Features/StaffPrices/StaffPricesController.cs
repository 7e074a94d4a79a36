using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Features.StaffCatalogue;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffPrices;

/// <summary>The price book: every kind of price, new versions with a date, and changes that are announced to who runs already.</summary>
[Area("StaffPrices")]
[Route("staff/catalogue/prices")]
[StaffMay(StaffRight.See)]
public sealed class StaffPricesController(IStringLocalizer<StaffPricesText> text, TimeProvider clock) : PriceBookController(text)
{
    private const string Here = "/staff/catalogue/prices";

    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken ct) =>
        View(new PriceBookPage(await Use<ReadPriceBook>().PricesAsync(ct), clock.GetUtcNow()));

    [HttpGet("new"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> New(string? product, CancellationToken ct) =>
        await FormAsync(new BookPriceForm { Product = product, Kind = nameof(PriceKind.Month) }, ct);

    [HttpPost("new"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> New([Bind(Prefix = "Form")] BookPriceForm form, CancellationToken ct)
    {
        var (terms, wrong) = form.Read(await Use<ReadPrices>().CurrencyAsync(ct));
        var from = string.IsNullOrWhiteSpace(form.From) ? null : Typed.Moment(form.From);
        if (terms is null)
        {
            ModelState.AddModelError("Form." + wrong, Text["Wrong_" + wrong]);
        }

        if (from is null && !string.IsNullOrWhiteSpace(form.From))
        {
            ModelState.AddModelError("Form.From", Text["Wrong_From"]);
        }

        if (ModelState.IsValid)
        {
            var published = await Use<PublishPrice>().ExecuteAsync(
                new PublishPriceRequest((form.Product ?? "").Trim(), (form.Location ?? "").Trim(), terms!, from), ct);
            if (published.Problem is not { } problem)
            {
                return Done(Here, "DonePrice");
            }

            Say(problem, FieldOf(problem));
        }

        return await FormAsync(form, ct);
    }

    [HttpGet("{id:long}/announce"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> Announce(long id, CancellationToken ct)
    {
        var first = Month.Of(clock.GetUtcNow() + AnnouncePriceChange.Notice).Next;
        return await Use<ReadPriceBook>().PriceAsync(id, ct) is { } price
            ? View(new AnnouncePage(price, new AnnounceForm { Month = first.ToString() }))
            : NotFound();
    }

    [HttpPost("{id:long}/announce"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> Announce(long id, [Bind(Prefix = "Form")] AnnounceForm form, CancellationToken ct)
    {
        if (await Use<ReadPriceBook>().PriceAsync(id, ct) is not { } price)
        {
            return NotFound();
        }

        if (!Month.TryParse(form.Month?.Trim(), out var month) || month.Year > 9000)
        {
            ModelState.AddModelError("Form.Month", Text["Wrong_Month"]);
        }
        else
        {
            var announced = await Use<AnnouncePriceChange>().ExecuteAsync(id, month, ct);
            if (announced.Problem is not { } problem)
            {
                return Done(Here, "DoneAnnounce");
            }

            Say(problem, nameof(form.Month));
        }

        return View(new AnnouncePage(price, form));
    }

    private async Task<IActionResult> FormAsync(BookPriceForm form, CancellationToken ct) => View("New", new NewPricePage(
        form,
        await Use<ReadPrices>().CurrencyAsync(ct),
        [.. (await Use<Provisioning.Catalogue.StaffCatalogue>().LocationsAsync(ct)).Select(location => new Choice(location.Name, location.Name))]));

    private static string FieldOf(Problem problem) => problem.Field switch
    {
        "product_code" => nameof(BookPriceForm.Product),
        "location" => nameof(BookPriceForm.Location),
        "valid_from" => nameof(BookPriceForm.From),
        "monthly_cap" => nameof(BookPriceForm.Cap),
        "commitment_months" => nameof(BookPriceForm.Commitment),
        "allowance" => nameof(BookPriceForm.Allowance),
        "tiers" => nameof(BookPriceForm.Tiers),
        _ => nameof(BookPriceForm.Unit),
    };
}

public sealed record PriceBookPage(IReadOnlyList<BookedPrice> Prices, DateTimeOffset Now);

public sealed record NewPricePage(BookPriceForm Form, Currency Currency, IReadOnlyList<Choice> Locations);

public sealed record AnnouncePage(Price Price, AnnounceForm Form);
