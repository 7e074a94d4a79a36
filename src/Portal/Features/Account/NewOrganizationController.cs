using FluentValidation;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Account;

public sealed class OrganizationForm
{
    public string Name { get; init; } = "";
}

internal sealed class OrganizationFormValidator : AbstractValidator<OrganizationForm>
{
    public OrganizationFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<AccountText> text)
    {
        var name = new Field(words, text, "OrganizationName");
        RuleFor(form => form.Name).Filled(name).AtMost(100, name).Plain(name).NoLink(name);
    }
}

/// <summary>A person makes one more organization.</summary>
[Route("account/organizations/new")]
public sealed class NewOrganizationController(IStringLocalizer<AccountText> text) : AccountControllerBase
{
    /// <summary>A person needs few; a robot would take every name.</summary>
    internal const int MostInFiveMinutes = 5;

    [HttpGet("")]
    public IActionResult Create() => View("NewOrganization", new OrganizationForm());

    [HttpPost("")]
    public async Task<IActionResult> Create(OrganizationForm form, CancellationToken ct)
    {
        if (!await IsValidAsync(form, ct))
        {
            return View("NewOrganization", form);
        }

        if (!Use<Tries>().Take($"organization:{Caller.UserId}", MostInFiveMinutes))
        {
            return StatusCode(StatusCodes.Status429TooManyRequests);
        }

        var made = await Use<BeyondTenant>().DoAsync<FoundOrganization, Result<Organization>>(
            Caller.Actor, found => found.ExecuteAsync(form.Name.Trim(), Caller.UserId, ct));
        if (made.Problem is null)
        {
            return LocalRedirect(FormattableString.Invariant($"/organizations/{made.Value.Id}/members"));
        }

        ModelState.AddModelError(
            nameof(form.Name), text[made.Problem.Code == "resource_limit_exceeded" ? "TooManyOrganizations" : "OrganizationTaken"]);
        return View("NewOrganization", form);
    }
}
