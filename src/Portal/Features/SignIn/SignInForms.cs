using FluentValidation;

using Hostelry.Portal.Features.Shared;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.SignIn;

public sealed class PasswordForm
{
    public string Email { get; init; } = "";

    public string Password { get; init; } = "";
}

public sealed class CodeForm
{
    public string Code { get; init; } = "";
}

public sealed class SetupForm
{
    public string Email { get; init; } = "";

    public string Password { get; init; } = "";
}

/// <param name="Key">For typing where the picture cannot be read.</param>
/// <param name="QrSvg">The same as a picture.</param>
public sealed record EnrolView(string Key, string QrSvg)
{
    /// <summary>Always empty: names the field.</summary>
    public string Code => "";
}

internal sealed class PasswordFormValidator : AbstractValidator<PasswordForm>
{
    public PasswordFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<SignInText> text)
    {
        var (email, password) = (new Field(words, text, "Email"), new Field(words, text, "Password"));
        RuleFor(form => form.Email).Filled(email).AtMost(254, email);
        RuleFor(form => form.Password).Filled(password).AtMost(128, password);
    }
}

internal sealed class CodeFormValidator : AbstractValidator<CodeForm>
{
    public CodeFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<SignInText> text)
    {
        var code = new Field(words, text, "Code");
        RuleFor(form => form.Code).Filled(code).AtMost(32, code);
    }
}

internal sealed class SetupFormValidator : AbstractValidator<SetupForm>
{
    public SetupFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<SignInText> text)
    {
        var (email, password) = (new Field(words, text, "Email"), new Field(words, text, "Password"));
        RuleFor(form => form.Email).Filled(email).AtMost(254, email).Address(email);
        RuleFor(form => form.Password).Filled(password).AtLeast(8, password).AtMost(128, password);
    }
}
