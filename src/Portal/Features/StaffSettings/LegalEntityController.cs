using System.Globalization;

using Hostelry.Billing;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Tax;
using Hostelry.Portal.Features.Shared;

using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffSettings;

/// <summary>Who invoices: name, address, tax ids, bank account. Copied into each invoice, so a change touches none that was issued.</summary>
[Area("StaffSettings")]
[Route("staff/settings/legal-entities/{id:long}")]
[StaffMay(StaffRight.Administer)]
public sealed class LegalEntityController(IStringLocalizer<StaffSettingsText> text) : StaffController
{
    [HttpGet("")]
    public async Task<IActionResult> Index(long id, CancellationToken ct) =>
        await Use<BillingDb>().LegalEntities.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) is { } entity
            ? ShowAsIs(entity)
            : NotFound();

    [HttpPost("")]
    public async Task<IActionResult> Index(long id, LegalEntityForm form, CancellationToken ct)
    {
        var (days, step) = form.Numbers();
        var done = await Use<SetLegalEntity>().ExecuteAsync(id, form.ToDetails(days, step), ct);
        if (done.IsSuccess)
        {
            return Done("/staff/settings", "DoneEntity");
        }

        if (done.Problem!.Code == "legal_entity_missing")
        {
            return NotFound();
        }

        Wrong(this, done.Problem, text);
        ViewBag.Id = id;
        return View("LegalEntity", form);
    }

    private ViewResult ShowAsIs(LegalEntity entity)
    {
        ViewBag.Id = entity.Id;
        return View("LegalEntity", LegalEntityForm.Of(entity));
    }

    /// <summary>The picture on its printed invoices; no file takes it away.</summary>
    [HttpPost("logo")]
    public async Task<IActionResult> Logo(long id, IFormFile? logo, CancellationToken ct)
    {
        byte[]? png = null;
        if (logo is { Length: > 0 })
        {
            // One byte more than may be says that it is too large.
            png = new byte[Math.Min(logo.Length, SetLogo.Most + 1)];
            await using var stream = logo.OpenReadStream();
            await stream.ReadExactlyAsync(png, ct);
        }

        var done = await Use<SetLogo>().ExecuteAsync(id, png, ct);
        return done.Problem?.Code == "legal_entity_missing" ? NotFound()
            : Done("/staff/settings", done.IsSuccess ? "DoneLogo" : "Refused_logo");
    }

    /// <summary>The use case names fields as the API does; the form's have the same words.</summary>
    internal static void Wrong(Controller page, Billing.Kernel.Problem problem, IStringLocalizer text)
    {
        var field = (problem.Field ?? "name").Replace("_", "", StringComparison.Ordinal);
        var words = text["Wrong_" + field];
        page.ModelState.AddModelError(field, words.ResourceNotFound ? text["Wrong_long"] : words.Value);
    }
}

/// <summary>One more legal entity, with books and numbers of its own.</summary>
[Area("StaffSettings")]
[Route("staff/settings/legal-entities/new")]
[StaffMay(StaffRight.Administer)]
public sealed class NewLegalEntityController(IStringLocalizer<StaffSettingsText> text) : StaffController
{
    [HttpGet("")]
    public IActionResult Index() => View("LegalEntity", new LegalEntityForm { TimeZone = "UTC", PaymentDays = "14", PayableStep = "1" });

    [HttpPost("")]
    public async Task<IActionResult> Index(LegalEntityForm form, CancellationToken ct)
    {
        var (days, step) = form.Numbers();
        var added = await Use<AddLegalEntity>().ExecuteAsync(Identity.Seller.First, form.ToDetails(days, step), ct);
        if (added.Problem is not { } problem)
        {
            return Done("/staff/settings", "DoneEntity");
        }

        LegalEntityController.Wrong(this, problem, text);
        return View("LegalEntity", form);
    }
}

public sealed class LegalEntityForm
{
    public string? Name { get; init; }

    public string? Street { get; init; }

    public string? PostalCode { get; init; }

    public string? City { get; init; }

    public string? Region { get; init; }

    public string? Country { get; init; }

    public string? VatId { get; init; }

    public string? TaxNumber { get; init; }

    public string? Registration { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string? BankName { get; init; }

    public string? Iban { get; init; }

    public string? Bic { get; init; }

    public string? TimeZone { get; init; }

    public string TaxStatus { get; init; } = nameof(Billing.Tax.TaxStatus.Unset);

    public string UsesOss { get; init; } = "false";

    public string? ExemptionNote { get; init; }

    public string? PaymentDays { get; init; }

    public string? PayableStep { get; init; }

    public static LegalEntityForm Of(LegalEntity entity) => new()
    {
        Name = entity.Name,
        Street = entity.Street,
        PostalCode = entity.PostalCode,
        City = entity.City,
        Region = entity.Region,
        Country = entity.Country,
        VatId = entity.VatId,
        TaxNumber = entity.TaxNumber,
        Registration = entity.Registration,
        Email = entity.Email,
        Phone = entity.Phone,
        BankName = entity.BankName,
        Iban = entity.Iban,
        Bic = entity.Bic,
        TimeZone = entity.TimeZone,
        TaxStatus = entity.TaxStatus.ToString(),
        UsesOss = entity.UsesOss ? "true" : "false",
        ExemptionNote = entity.ExemptionNote,
        PaymentDays = entity.PaymentDays.ToString(CultureInfo.InvariantCulture),
        PayableStep = entity.PayableStep.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Days and step, or what the use case refuses where no number was typed.</summary>
    internal (int Days, int Step) Numbers() => (
        int.TryParse(PaymentDays, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : -1,
        int.TryParse(PayableStep, NumberStyles.None, CultureInfo.InvariantCulture, out var minor) ? minor : 0);

    internal LegalEntityDetails ToDetails(int paymentDays, int payableStep) => new(Text(Name), Text(Country).ToUpperInvariant())
    {
        Street = Text(Street),
        PostalCode = Text(PostalCode),
        City = Text(City),
        Region = Text(Region),
        VatId = Text(VatId),
        TaxNumber = Text(TaxNumber),
        Registration = Text(Registration),
        Email = Text(Email),
        Phone = Text(Phone),
        BankName = Text(BankName),
        Iban = Text(Iban),
        Bic = Text(Bic),
        TimeZone = Text(TimeZone),
        TaxStatus = Enum.TryParse<TaxStatus>(TaxStatus, out var status) ? status : Billing.Tax.TaxStatus.Unset,
        UsesOss = UsesOss == "true",
        ExemptionNote = Text(ExemptionNote),
        PaymentDays = paymentDays,
        PayableStep = payableStep,
    };

    private static string Text(string? typed) => typed?.Trim() ?? "";
}
