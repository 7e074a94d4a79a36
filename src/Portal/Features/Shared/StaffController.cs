using FluentValidation;

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.Shared;

/// <summary>Staff's pages: behind the second factor unless an action says otherwise, never cached, forms with a token.</summary>
[Authorize(Policy = StaffCookies.Staff)]
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
[ApiExplorerSettings(IgnoreApi = true)]
public abstract class StaffController : Controller
{
    /// <summary>Runs the form's validator and shows its messages beside the fields.</summary>
    protected async Task<bool> IsValidAsync<T>(T form, CancellationToken ct)
    {
        var outcome = await HttpContext.RequestServices.GetRequiredService<IValidator<T>>().ValidateAsync(form, ct);
        foreach (var error in outcome.Errors)
        {
            ModelState.AddModelError(error.PropertyName, error.ErrorMessage);
        }

        return ModelState.IsValid;
    }
}
