using System.Globalization;

using Hostelry.Billing;
using Hostelry.Billing.Customers;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.BillingDetails;

/// <summary>Name, address, country and VAT id of an organization: what decides its tax, and what its invoices say.</summary>
[Area("BillingDetails")]
[Route("organizations/{organizationId:long}/billing-details")]
[Needs(Permission.SeeMoney)]
public sealed class BillingDetailsController(BillingDb db, IStringLocalizer<BillingDetailsText> text) : CustomerController
{
    [HttpGet("")]
    public async Task<IActionResult> Index([FromQuery] string? saved, CancellationToken ct)
    {
        ViewBag.Saved = saved is not null;
        var profile = await db.Reachable<BillingProfile>().AsNoTracking()
            .SingleOrDefaultAsync(row => row.OrganizationId == Caller.OrganizationId, ct);
        return View(profile is null ? new BillingDetailsForm { Name = Caller.OrganizationName } : BillingDetailsForm.Of(profile));
    }

    [HttpPost("")]
    [Needs(Permission.ManageMoney)]
    [WhileSuspended]
    public async Task<IActionResult> Index(BillingDetailsForm form, [FromServices] SetBillingProfile set, CancellationToken ct)
    {
        if (form.ToDetails().Email is { Length: > 0 } address && !System.Net.Mail.MailAddress.TryCreate(address, out _))
        {
            ModelState.AddModelError(nameof(form.Email), text["Wrong_email"]);
            return View(form);
        }

        if ((await set.ExecuteAsync(Caller.OrganizationId, form.ToDetails(), ct)).Problem is not { } problem)
        {
            return LocalRedirect(string.Create(CultureInfo.InvariantCulture, $"/organizations/{Caller.OrganizationId}/billing-details?saved=1"));
        }

        // The use case names fields as the API does; the form's have the same words.
        var field = (problem.Field ?? "name").Replace("_", "", StringComparison.Ordinal);
        var words = text["Wrong_" + field];
        ModelState.AddModelError(field, words.ResourceNotFound ? text["Wrong_long"] : words.Value);
        return View(form);
    }
}
