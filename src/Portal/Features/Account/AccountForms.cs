using FluentValidation;

using Hostelry.Portal.Features.Shared;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Account;

public sealed class ChangePasswordForm
{
    public string Current { get; init; } = "";

    public string Password { get; init; } = "";
}

public sealed class ChangeEmailForm
{
    public string Email { get; init; } = "";
}

public sealed class FactorCodeForm
{
    public string Code { get; init; } = "";
}

/// <summary>A password, or a code of the second factor where there is one.</summary>
public sealed class ProveForm
{
    public string Proof { get; init; } = "";
}

public sealed class CloseAccountForm
{
    public string Email { get; init; } = "";
}

internal sealed class ChangePasswordFormValidator : AbstractValidator<ChangePasswordForm>
{
    public ChangePasswordFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<AccountText> text)
    {
        var (current, password) = (new Field(words, text, "CurrentPassword"), new Field(words, text, "NewPassword"));
        RuleFor(form => form.Current).Filled(current).AtMost(128, current);
        RuleFor(form => form.Password).Filled(password).AtLeast(8, password).AtMost(128, password);
    }
}

internal sealed class ChangeEmailFormValidator : AbstractValidator<ChangeEmailForm>
{
    public ChangeEmailFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<AccountText> text)
    {
        var email = new Field(words, text, "NewEmail");
        RuleFor(form => form.Email).Filled(email).AtMost(254, email).Address(email).Plain(email);
    }
}

internal sealed class FactorCodeFormValidator : AbstractValidator<FactorCodeForm>
{
    public FactorCodeFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<AccountText> text)
    {
        var code = new Field(words, text, "Code");
        RuleFor(form => form.Code).Filled(code).AtMost(32, code);
    }
}

internal sealed class ProveFormValidator : AbstractValidator<ProveForm>
{
    public ProveFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<AccountText> text)
    {
        var proof = new Field(words, text, "Proof");
        RuleFor(form => form.Proof).Filled(proof).AtMost(128, proof);
    }
}

internal sealed class CloseAccountFormValidator : AbstractValidator<CloseAccountForm>
{
    public CloseAccountFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<AccountText> text)
    {
        var email = new Field(words, text, "Email");
        RuleFor(form => form.Email).Filled(email).AtMost(254, email);
    }
}
