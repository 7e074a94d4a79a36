using System.Globalization;

using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Portal.Features.Shared;
using Hostelry.Provisioning.Catalogue;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffCatalogue;

/// <summary>What is sold: server types, where they are offered, and the history of their prices.</summary>
[Area("StaffCatalogue")]
[Route("staff/catalogue")]
[StaffMay(StaffRight.See)]
public sealed class StaffCatalogueController(
    IStringLocalizer<StaffCatalogueText> text, IStringLocalizer<SharedText> words, TimeProvider clock) : StaffController
{
    private static readonly string[] Moments = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm"];

    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken ct)
    {
        var currency = await Use<ReadPrices>().CurrencyAsync(ct);
        return View(new CatalogueView(
            await Use<Provisioning.Catalogue.StaffCatalogue>().ServerTypesAsync(ct),
            await Use<Provisioning.Catalogue.StaffCatalogue>().LocationsAsync(ct),
            currency,
            await Use<ReadPrices>().RunningAsync(currency, ct)));
    }

    [HttpGet("server-types/new"), StaffMay(StaffRight.SetCatalogue)]
    public IActionResult Create() => View(new ServerTypeForm());

    [HttpPost("server-types/new"), StaffMay(StaffRight.SetCatalogue)]
    public async Task<IActionResult> Create(ServerTypeForm form, CancellationToken ct)
    {
        if (await IsValidAsync(form, ct))
        {
            int Number(string typed) => ServerTypeFormValidator.Read(typed) ?? 0;
            var made = await Use<CreateServerType>().ExecuteAsync(
                new CreateServerTypeRequest(
                    form.Name, form.Description, Number(form.Cores), Number(form.Memory), Number(form.Disk), Number(form.Processes)),
                ct);
            if (made.IsSuccess)
            {
                return Done(PathOf(made.Value.Id), "DoneCreate");
            }

            Refuse(made.Problem!, nameof(form.Name), text);
        }

        return View(form);
    }

    [HttpGet("server-types/{id:long}")]
    public async Task<IActionResult> Show(long id, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } type)
        {
            return NotFound();
        }

        return View(new ServerTypePage(
            type,
            await Use<Provisioning.Catalogue.StaffCatalogue>().LocationsAsync(ct),
            await Use<ReadPrices>().CurrencyAsync(ct),
            await Use<ReadPrices>().HistoryAsync(type.Row.ProductCode, ct),
            clock.GetUtcNow()));
    }

    [HttpPost("server-types/{id:long}/offers/{locationId:long}"), StaffMay(StaffRight.SetCatalogue)]
    public async Task<IActionResult> Offer(long id, long locationId, bool open, CancellationToken ct) =>
        (await Use<SetOffer>().ExecuteAsync(id, locationId, open, ct)).IsSuccess
            ? Done(PathOf(id), open ? "DoneOpen" : "DoneClose")
            : NotFound();

    [HttpGet("server-types/{id:long}/retire"), StaffMay(StaffRight.SetCatalogue)]
    public async Task<IActionResult> Retire(long id, CancellationToken ct) =>
        await FindAsync(id, ct) is { } type ? View(new RetireForm { Type = type }) : NotFound();

    [HttpPost("server-types/{id:long}/retire"), StaffMay(StaffRight.SetCatalogue)]
    public async Task<IActionResult> Retire(long id, string? confirm, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } type)
        {
            return NotFound();
        }

        Confirm(confirm, type.Row.Name, words);
        if (!ModelState.IsValid)
        {
            return View(new RetireForm { Type = type, Confirm = confirm ?? "" });
        }

        await Use<RetireServerType>().ExecuteAsync(id, retired: true, ct);
        return Done(PathOf(id), "DoneRetire");
    }

    [HttpPost("server-types/{id:long}/restore"), StaffMay(StaffRight.SetCatalogue)]
    public async Task<IActionResult> Restore(long id, CancellationToken ct) =>
        (await Use<RetireServerType>().ExecuteAsync(id, retired: false, ct)).IsSuccess ? Done(PathOf(id), "DoneRestore") : NotFound();

    [HttpGet("server-types/{id:long}/prices/{locationId:long}"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> Price(long id, long locationId, CancellationToken ct) =>
        await PriceAsync(id, locationId, await Use<ReadPrices>().CurrencyAsync(ct), new PriceForm(), null, ct);

    /// <summary>Twice: once to see what changes, then to publish it. What was published is never edited.</summary>
    [HttpPost("server-types/{id:long}/prices/{locationId:long}"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> Price(long id, long locationId, [Bind(Prefix = "Form")] PriceForm form, CancellationToken ct)
    {
        var currency = await Use<ReadPrices>().CurrencyAsync(ct);
        var preview = Read(form, currency);
        if (preview is null || form.Step != "publish")
        {
            return await PriceAsync(id, locationId, currency, form, preview, ct);
        }

        var (type, location) = (await FindAsync(id, ct), await LocationAsync(locationId, ct));
        if (type is null || location is null)
        {
            return NotFound();
        }

        var published = await Use<PublishPrice>().ExecuteAsync(
            new PublishPriceRequest(type.Row.ProductCode, location.Name, preview.Hourly, preview.Cap, preview.From), ct);
        if (published.IsSuccess)
        {
            return Done(PathOf(id), "DonePrice");
        }

        Refuse(published.Problem!, published.Problem!.Field == "valid_from" ? "Form.From" : "Form.Hourly", text);
        return await PriceAsync(id, locationId, currency, form, null, ct);
    }

    private async Task<IActionResult> PriceAsync(
        long id, long locationId, Currency currency, PriceForm form, PricePreview? preview, CancellationToken ct)
    {
        var (type, location) = (await FindAsync(id, ct), await LocationAsync(locationId, ct));
        if (type is null || location is null)
        {
            return NotFound();
        }

        var versions = (await Use<ReadPrices>().HistoryAsync(type.Row.ProductCode, ct))[(location.Name, currency)].ToList();
        var from = preview?.From ?? clock.GetUtcNow();
        return View("Price", new PricePage(
            type, location, currency, form, versions.Find(version => version.Price.ValidFrom <= from), preview,
            versions.Sum(version => version.Subscriptions)));
    }

    /// <summary>Null and messages beside the fields when it is no price.</summary>
    private PricePreview? Read(PriceForm form, Currency currency)
    {
        if (!UnitPrice.TryParse(form.Hourly?.Trim().Replace(',', '.'), currency, out var hourly) || hourly.Nano < 0)
        {
            ModelState.AddModelError("Form.Hourly", text["NoHourly", currency.Code]);
        }

        if (!Money.TryParse(form.Cap?.Trim().Replace(',', '.'), currency, out var cap) || cap.IsNegative)
        {
            ModelState.AddModelError("Form.Cap", text["NoCap", currency.Code]);
        }

        DateTimeOffset? from = null;
        if (!string.IsNullOrWhiteSpace(form.From))
        {
            if (DateTime.TryParseExact(
                form.From.Trim(), Moments, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
                && moment > clock.GetUtcNow().UtcDateTime)
            {
                from = moment;
            }
            else
            {
                ModelState.AddModelError("Form.From", text["NoMoment"]);
            }
        }

        return ModelState.IsValid ? new PricePreview(hourly, cap, from) : null;
    }

    private async Task<StaffServerType?> FindAsync(long id, CancellationToken ct) =>
        (await Use<Provisioning.Catalogue.StaffCatalogue>().ServerTypesAsync(ct, id)).FirstOrDefault();

    private async Task<Location?> LocationAsync(long id, CancellationToken ct) =>
        (await Use<Provisioning.Catalogue.StaffCatalogue>().LocationsAsync(ct)).Find(location => location.Id == id);

    private static string PathOf(long id) => FormattableString.Invariant($"/staff/catalogue/server-types/{id}");
}
