using System.Globalization;

using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Features.StaffCustomers;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning.Intake;

using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffQuotas;

/// <summary>How many a customer may have when nobody set a quota of its own, and who has one.</summary>
[Area("StaffQuotas")]
[Route("staff/quotas")]
[StaffMay(StaffRight.See)]
public sealed class StaffQuotasController(IStringLocalizer<StaffQuotasText> text) : StaffController
{
    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken ct)
    {
        var own = await Use<QuotaQueries>().OwnAsync(ct);
        await AuditAsync("staff.see_quotas", null, ct);
        var ids = own.Select(row => row.OrganizationId).Distinct().ToList();
        var names = await Use<IdentityDb>().Reachable<Organization>().Where(row => ids.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, row => row.Name, ct);
        return View(new QuotasView(await Use<QuotaQueries>().DefaultsAsync(ct), own, names));
    }

    [HttpGet("edit"), StaffMay(StaffRight.Support)]
    public async Task<IActionResult> Edit(CancellationToken ct)
    {
        var defaults = await Use<QuotaQueries>().DefaultsAsync(ct);
        string Set(string resource) => defaults.First(row => row.Resource == resource).Set?.ToString(CultureInfo.InvariantCulture) ?? "";
        return View(new QuotaForm { Servers = Set(Quotas.Servers), Cores = Set(Quotas.Cores), SshKeys = Set(Quotas.SshKeys) });
    }

    [HttpPost("edit"), StaffMay(StaffRight.Support)]
    public async Task<IActionResult> Edit(QuotaForm form, CancellationToken ct)
    {
        if (await IsValidAsync(form, ct))
        {
            var done = await Use<SetDefaultQuotas>().ExecuteAsync(form.ToLimits(), ct);
            if (done.IsSuccess)
            {
                return Done("/staff/quotas", "DoneDefaults");
            }

            Refuse(done.Problem!, nameof(form.Servers), text);
        }

        return View(form);
    }
}

/// <param name="Names">Of the organizations, by id.</param>
public sealed record QuotasView(
    IReadOnlyList<DefaultQuotaView> Defaults, IReadOnlyList<OwnQuota> Own, IReadOnlyDictionary<long, string> Names);
