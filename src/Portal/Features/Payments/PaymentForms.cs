using FluentValidation;

using Hostelry.Portal.Features.Shared;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Payments;

/// <summary>Money to add: an amount, and the page's own name for this one payment. Currency and customer come from the books.</summary>
public sealed class AddMoneyForm
{
    public string Amount { get; set; } = "";

    public string Key { get; set; } = "";
}

public sealed class AutoTopUpForm
{
    public bool Enabled { get; set; }

    public string Threshold { get; set; } = "";

    public string TopUp { get; set; } = "";

    public string MonthlyMaximum { get; set; } = "";
}

internal sealed class AddMoneyFormValidator : AbstractValidator<AddMoneyForm>
{
    public AddMoneyFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<PaymentsText> names)
    {
        RuleFor(form => form.Amount).Filled(new Field(words, names, "Amount")).AtMost(20, new Field(words, names, "Amount"));
        RuleFor(form => form.Key).Must(key => Guid.TryParseExact(key, "N", out _)).WithMessage(_ => names["FormTooOld"]);
    }
}

internal sealed class AutoTopUpFormValidator : AbstractValidator<AutoTopUpForm>
{
    public AutoTopUpFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<PaymentsText> names)
    {
        RuleFor(form => form.Threshold).Filled(new Field(words, names, "Threshold")).AtMost(20, new Field(words, names, "Threshold"));
        RuleFor(form => form.TopUp).Filled(new Field(words, names, "TopUp")).AtMost(20, new Field(words, names, "TopUp"));
        RuleFor(form => form.MonthlyMaximum).Filled(new Field(words, names, "MonthlyMaximum"))
            .AtMost(20, new Field(words, names, "MonthlyMaximum"));
    }
}
