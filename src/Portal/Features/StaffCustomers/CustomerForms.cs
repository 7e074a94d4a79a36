using FluentValidation;

using Hostelry.Portal.Features.Shared;
using Hostelry.Provisioning.Intake;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffCustomers;

public sealed class CreditForm
{
    /// <summary>As 50.00, in the customer's currency.</summary>
    public string Amount { get; init; } = "";

    public string Reason { get; init; } = "";

    /// <summary>Made with the form: the same form sent twice is one grant.</summary>
    public string Key { get; init; } = "";
}

public sealed class SuspendForm
{
    public string Reason { get; init; } = "";

    /// <summary>The customer's name, typed.</summary>
    public string Confirm { get; init; } = "";
}

public sealed class ResumeForm
{
    public string Reason { get; init; } = "";
}

/// <param name="Members">Who may be chosen.</param>
public sealed record ImpersonatePage(CustomerHead Head, ImpersonateForm Body, IReadOnlyList<Choice> Members);

public sealed class ImpersonateForm
{
    /// <summary>The account's id, as chosen.</summary>
    public string Member { get; init; } = "";
}

public sealed class EntityForm
{
    /// <summary>The legal entity's id, as chosen.</summary>
    public string Entity { get; init; } = "";
}

public sealed class LimitsForm
{
    public string Credit { get; init; } = "";

    /// <summary>Empty: none.</summary>
    public string Spending { get; init; } = "";
}

public sealed class QuotaForm
{
    public string Servers { get; init; } = "";

    public string Cores { get; init; } = "";

    public string SshKeys { get; init; } = "";

    /// <summary>As the use cases take it; null where the field is empty.</summary>
    internal IReadOnlyDictionary<string, int?> ToLimits() => new Dictionary<string, int?>(StringComparer.Ordinal)
    {
        [Quotas.Servers] = QuotaFormValidator.Read(Servers?.Trim() ?? ""),
        [Quotas.Cores] = QuotaFormValidator.Read(Cores?.Trim() ?? ""),
        [Quotas.SshKeys] = QuotaFormValidator.Read(SshKeys?.Trim() ?? ""),
    };
}

internal sealed class CreditFormValidator : AbstractValidator<CreditForm>
{
    public CreditFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<StaffCustomersText> text)
    {
        var (amount, reason) = (new Field(words, text, "Amount"), new Field(words, text, "ReasonForBooks"));
        RuleFor(form => form.Amount).Filled(amount).AtMost(20, amount);
        RuleFor(form => form.Reason).Filled(reason).AtMost(200, reason);
        RuleFor(form => form.Key).Must(key => Guid.TryParse(key, out _)).WithMessage("key");
    }
}

internal sealed class SuspendFormValidator : AbstractValidator<SuspendForm>
{
    public SuspendFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<StaffCustomersText> text)
    {
        var (reason, confirm) = (new Field(words, text, "Reason"), new Field(words, text, "Confirm"));
        RuleFor(form => form.Reason).Must(StaffReasons.All.Contains).WithMessage(_ => reason.Says("FieldNotOffered"));
        RuleFor(form => form.Confirm).Filled(confirm).AtMost(255, confirm);
    }
}

internal sealed class ResumeFormValidator : AbstractValidator<ResumeForm>
{
    public ResumeFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<StaffCustomersText> text)
    {
        var reason = new Field(words, text, "Reason");
        RuleFor(form => form.Reason).Must(StaffReasons.All.Contains).WithMessage(_ => reason.Says("FieldNotOffered"));
    }
}

internal sealed class EntityFormValidator : AbstractValidator<EntityForm>
{
    public EntityFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<StaffCustomersText> text) =>
        RuleFor(form => form.Entity).Filled(new Field(words, text, "LegalEntity"));
}

internal sealed class LimitsFormValidator : AbstractValidator<LimitsForm>
{
    public LimitsFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<StaffCustomersText> text)
    {
        var (credit, spending) = (new Field(words, text, "CreditLimit"), new Field(words, text, "SpendingLimit"));
        RuleFor(form => form.Credit).Filled(credit).AtMost(20, credit);
        RuleFor(form => form.Spending).AtMost(20, spending);
    }
}

internal sealed class QuotaFormValidator : AbstractValidator<QuotaForm>
{
    private const int Most = 1_000_000;

    public QuotaFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<StaffCustomersText> text)
    {
        foreach (var (name, field) in new[] { ("Servers", "Servers"), ("Cores", "Cores"), ("SshKeys", "SshKeys") })
        {
            var label = new Field(words, text, field);
            RuleFor(form => name == "Servers" ? form.Servers : name == "Cores" ? form.Cores : form.SshKeys)
                .Must(IsCountOrEmpty)
                .WithMessage(_ => label.Says("FieldNoCount", 0, Most))
                .OverridePropertyName(name);
        }
    }

    /// <summary>Null for an empty field: the default holds.</summary>
    public static int? Read(string text) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) ? count : null;

    private static bool IsCountOrEmpty(string? text) => string.IsNullOrWhiteSpace(text) || Read(text.Trim()) is >= 0 and <= Most;
}
