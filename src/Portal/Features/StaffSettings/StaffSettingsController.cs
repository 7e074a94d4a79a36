using Hostelry.Billing;
using Hostelry.Billing.Kernel;
using Hostelry.Portal.Composition;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffSettings;

/// <summary>The seller's name and the accounts of its staff.</summary>
[Area("StaffSettings")]
[Route("staff/settings")]
[StaffMay(StaffRight.Administer)]
public sealed class StaffSettingsController(
    PortalSettings settings, IStringLocalizer<StaffSettingsText> text, IStringLocalizer<SharedText> words) : StaffController
{
    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken ct) => View(await Use<ReadSettings>().ExecuteAsync(ct));

    [HttpGet("seller")]
    public async Task<IActionResult> SellerName(CancellationToken ct) =>
        View("Seller", new SellerForm { Name = (await Use<ReadSettings>().ExecuteAsync(ct)).Seller });

    [HttpPost("seller")]
    public async Task<IActionResult> SellerName(SellerForm form, CancellationToken ct)
    {
        if (await IsValidAsync(form, ct))
        {
            var done = await DoAsync<SetSellerName, Result<Done>>(use => use.ExecuteAsync(form.Name, ct));
            if (done.IsSuccess)
            {
                return Done("/staff/settings", "DoneSeller");
            }

            Refuse(done.Problem!, nameof(form.Name), text);
        }

        return View("Seller", form);
    }

    [HttpGet("staff/invite")]
    public IActionResult Invite() => View(new InviteForm());

    /// <summary>Shows the link this once.</summary>
    [HttpPost("staff/invite")]
    public async Task<IActionResult> Invite(InviteForm form, CancellationToken ct)
    {
        if (await IsValidAsync(form, ct))
        {
            var made = await Use<InviteStaff>().ExecuteAsync(form.Email, form.Role, ct);
            if (made.IsSuccess)
            {
                return View("Link", new InvitedView(form.Email, new Uri(settings.PublicUrl, "/staff/setup/" + made.Value)));
            }

            Refuse(made.Problem!, made.Problem!.Field == "role" ? nameof(form.Role) : nameof(form.Email), text);
        }

        return View(form);
    }

    [HttpGet("staff/{id:long}")]
    public async Task<IActionResult> Member(long id, CancellationToken ct) =>
        await FindAsync(id, ct) is { } found ? View(new MemberPage(found, new RoleForm { Role = found.Role }, new RemoveForm())) : NotFound();

    [HttpPost("staff/{id:long}/role")]
    public async Task<IActionResult> Role(long id, [Bind(Prefix = "Form")] RoleForm form, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } found)
        {
            return NotFound();
        }

        var done = await Use<ChangeStaff>().ExecuteAsync(id, form.Role, ct);
        if (done.IsSuccess)
        {
            return Done("/staff/settings", "DoneRole");
        }

        Refuse(done.Problem!, "Form.Role", text);
        return View("Member", new MemberPage(found, form, new RemoveForm()));
    }

    [HttpPost("staff/{id:long}/remove")]
    public async Task<IActionResult> Remove(long id, [Bind(Prefix = "Removal")] RemoveForm form, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } found)
        {
            return NotFound();
        }

        Confirm(form.Confirm, found.Email, words, "Removal.Confirm");
        if (ModelState.IsValid)
        {
            var done = await Use<ChangeStaff>().ExecuteAsync(id, role: null, ct);
            if (done.IsSuccess)
            {
                return Done("/staff/settings", "DoneRemove");
            }

            Refuse(done.Problem!, "Removal.Confirm", text);
        }

        return View("Member", new MemberPage(found, new RoleForm { Role = found.Role }, form));
    }

    private async Task<StaffMember?> FindAsync(long id, CancellationToken ct) =>
        (await Use<ReadSettings>().ExecuteAsync(ct)).Staff.FirstOrDefault(member => member.UserId == id);
}

/// <summary>Reads what staff settings show; four queries.</summary>
internal sealed class ReadSettings(IdentityDb db, BillingDb billing, TimeProvider clock)
{
    public async Task<SettingsView> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var seller = await db.Sellers.AsNoTracking().SingleAsync(row => row.Id == Identity.Seller.First, ct);
        var staff = await db.StaffRoles.Where(row => row.SellerId == seller.Id)
            .Join(db.Users, row => row.UserId, user => user.Id, (row, user) => new { row, user })
            .OrderBy(one => one.row.Id)
            .Select(one => new StaffMember(
                one.user.Id, one.user.Email ?? one.user.Subject, one.row.Role, one.user.TwoFactorEnabled, one.row.CreatedAt))
            .ToListAsync(ct);
        var links = await db.SetupLinks.AsNoTracking()
            .Where(link => link.UsedAt == null && link.ExpiresAt > now && link.Email != null)
            .OrderBy(link => link.Id)
            .Select(link => new StaffInvitation(link.Email!, link.Role!, link.ExpiresAt))
            .ToListAsync(ct);
        var entities = await billing.LegalEntities.AsNoTracking().Where(entity => entity.SellerId == seller.Id)
            .OrderBy(entity => entity.Id).ToListAsync(ct);
        return new SettingsView(seller.Name, seller.Currency, entities, staff, links);
    }
}
