using FluentValidation;

using Hostelry.Portal.Features.Shared;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffPayments;

/// <summary>A line of the bank's statement.</summary>
public sealed class TransferForm
{
    public string BankReference { get; set; } = "";

    public string Amount { get; set; } = "";

    public string Currency { get; set; } = "EUR";

    /// <summary>What the payer wrote.</summary>
    public string Payer { get; set; } = "";

    /// <summary>As 2026-11-26.</summary>
    public string BookedOn { get; set; } = "";
}

/// <summary>A payment goes back, in part or whole.</summary>
public sealed class RefundForm
{
    public string Amount { get; set; } = "";

    public string Reason { get; set; } = "";

    /// <summary>Made with the form: the same form sent twice is one refund.</summary>
    public string Key { get; set; } = "";
}

internal sealed class TransferFormValidator : AbstractValidator<TransferForm>
{
    public TransferFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<StaffPaymentsText> text)
    {
        Field Of(string name) => new(words, text, name);
        RuleFor(form => form.BankReference).Filled(Of("BankReference")).AtMost(255, Of("BankReference")).Plain(Of("BankReference"));
        RuleFor(form => form.Amount).Filled(Of("Amount")).AtMost(20, Of("Amount"));
        RuleFor(form => form.Currency).Filled(Of("Currency")).AtMost(3, Of("Currency"));
        RuleFor(form => form.Payer).AtMost(255, Of("Payer")).Plain(Of("Payer"));
        RuleFor(form => form.BookedOn).Must(day => Day(day) is not null).WithMessage(_ => text["NotADay"]);
    }

    public static DateOnly? Day(string? typed) => DateOnly.TryParseExact(
        typed, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day) && day.Year is > 1999 and < 9000
            ? day
            : null;
}

internal sealed class RefundFormValidator : AbstractValidator<RefundForm>
{
    public RefundFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<StaffPaymentsText> text)
    {
        Field Of(string name) => new(words, text, name);
        RuleFor(form => form.Amount).Filled(Of("Amount")).AtMost(20, Of("Amount"));
        RuleFor(form => form.Reason).Filled(Of("Reason")).AtMost(200, Of("Reason")).Plain(Of("Reason"));
        RuleFor(form => form.Key).Must(key => Guid.TryParseExact(key, "N", out _)).WithMessage(_ => text["FormTooOld"]).OverridePropertyName("Amount");
    }
}
