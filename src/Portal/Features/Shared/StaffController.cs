using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Shared;

/// <summary>Staff's pages: behind the second factor unless an action says otherwise.</summary>
[Authorize(Policy = StaffCookies.Staff)]
public abstract class StaffController : PageController
{
    /// <summary>A use case of this request; it reads as staff.</summary>
    private protected T Use<T>()
        where T : notnull => HttpContext.RequestServices.GetRequiredService<T>();

    /// <summary>A use case that writes customers' rows, under the name of who is signed in.</summary>
    private protected Task<TResult> DoAsync<TUseCase, TResult>(Func<TUseCase, Task<TResult>> act)
        where TUseCase : notnull => Use<StaffActs>().DoAsync(act);

    /// <summary>Who looked at whose rows: every page that shows customers' rows says so.</summary>
    /// <param name="what">A stable code: <c>staff.see_customer</c>.</param>
    /// <param name="organizationId">Null when the page shows rows of many.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="subjects">Ids, as <c>server:12</c>.</param>
    private protected Task AuditAsync(string what, long? organizationId, CancellationToken ct, params string[] subjects) =>
        Use<AuditLog>().WriteAsync(what, organizationId, ct, subjects);

    /// <summary>Shows a refusal beside a field, in the visitor's language where the feature has words for its code.</summary>
    private protected void Refuse(Problem problem, string field, IStringLocalizer text)
    {
        var words = text["Refused_" + problem.Code];
        ModelState.AddModelError(field, words.ResourceNotFound ? problem.Message : words.Value);
    }

    /// <summary>Adds a message unless what was typed is the name of what will be lost.</summary>
    private protected void Confirm(string? typed, string name, IStringLocalizer<SharedText> words, string field = "Confirm")
    {
        if (!string.Equals(typed?.Trim(), name.Trim(), StringComparison.Ordinal))
        {
            ModelState.AddModelError(field, words["FieldNotTheName", name]);
        }
    }

    /// <summary>Back to a page that says what was done; <paramref name="done"/> is a key of its feature's texts.</summary>
    private protected LocalRedirectResult Done(string path, string done) =>
        LocalRedirect(path + "?done=" + Uri.EscapeDataString(done));
}
