using FluentValidation;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.Shared;

/// <summary>What every page has in common: never cached, and no unsafe method without the form's token.</summary>
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
[ApiExplorerSettings(IgnoreApi = true)]
public abstract class PageController : Controller
{
    /// <summary>Runs the form's validator and shows its messages beside the fields.</summary>
    protected async Task<bool> IsValidAsync<T>(T form, CancellationToken ct)
    {
        var outcome = await HttpContext.RequestServices.GetRequiredService<IValidator<T>>().ValidateAsync(form, ct);
        foreach (var error in outcome.Errors)
        {
            // Validators name fields as the API writes them; model state asks for the property, and not for its case.
            ModelState.AddModelError(error.PropertyName.Replace("_", "", StringComparison.Ordinal), error.ErrorMessage);
        }

        return ModelState.IsValid;
    }
}
