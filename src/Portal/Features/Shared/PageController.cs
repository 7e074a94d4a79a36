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
    protected Task<bool> IsValidAsync<T>(T form, CancellationToken ct) => IsValidAsync(form, "", ct);

    /// <summary>The same for a form that is a part of the page's model; <paramref name="part"/> is the property it is in.</summary>
    protected async Task<bool> IsValidAsync<T>(T form, string part, CancellationToken ct)
    {
        var outcome = await HttpContext.RequestServices.GetRequiredService<IValidator<T>>().ValidateAsync(form, ct);
        foreach (var error in outcome.Errors)
        {
            // Validators name fields as the API writes them; model state asks for the property, and not for its case.
            var field = error.PropertyName.Replace("_", "", StringComparison.Ordinal);
            ModelState.AddModelError(part.Length == 0 ? field : part + "." + field, error.ErrorMessage);
        }

        return ModelState.IsValid;
    }
}
