using System.Globalization;

using Hostelry.Portal.Features.Shared;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffCustomers;

/// <summary>The way into a customer's pages for staff.</summary>
[Area("StaffCustomers")]
[Route("staff/customers/{id:long}/impersonate")]
[StaffMay(StaffRight.Impersonate)]
public sealed class ImpersonateController(IStringLocalizer<StaffCustomersText> text) : StaffController
{
    [HttpGet("")]
    public async Task<IActionResult> Index(long id, CancellationToken ct) =>
        await Use<ReadCustomer>().ExecuteAsync(id, ct) is { } head
            ? View("Impersonate", new ImpersonatePage(head, new ImpersonateForm(), await Use<Impersonate>().MembersAsync(id, ct)))
            : NotFound();

    [HttpPost("")]
    public async Task<IActionResult> Index(long id, [Bind(Prefix = "Body")] ImpersonateForm form, CancellationToken ct)
    {
        if (await Use<ReadCustomer>().ExecuteAsync(id, ct) is not { } head)
        {
            return NotFound();
        }

        if (long.TryParse(form.Member, NumberStyles.None, CultureInfo.InvariantCulture, out var userId)
            && (await Use<Impersonate>().ExecuteAsync(HttpContext, id, userId, StaffCookies.UserIdOf(User) ?? 0, ct)).IsSuccess)
        {
            return LocalRedirect(FormattableString.Invariant($"/organizations/{id}/members"));
        }

        ModelState.AddModelError("Body.Member", text["NoSuchMember"]);
        return View("Impersonate", new ImpersonatePage(head, form, await Use<Impersonate>().MembersAsync(id, ct)));
    }
}
