using Hostelry.Billing.Kernel;
using Hostelry.Portal.Features.Shared;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffPrices;

/// <summary>Pages of the price book say what is wrong with a field in the visitor's language.</summary>
[StaffMay(StaffRight.See)]
public abstract class PriceBookController(IStringLocalizer<StaffPricesText> text) : StaffController
{
    private protected IStringLocalizer<StaffPricesText> Text => text;

    /// <param name="problem">The use case's refusal.</param>
    /// <param name="field">The form's field.</param>
    /// <param name="rule">Names the text of the field's rule where it is not called as the field.</param>
    private protected void Say(Problem problem, string field, string? rule = null)
    {
        var words = text[problem.Code == "invalid_input" ? "Wrong_" + (rule ?? field) : "Refused_" + problem.Code];
        ModelState.AddModelError("Form." + field, words.ResourceNotFound ? problem.Message : words.Value);
    }
}
