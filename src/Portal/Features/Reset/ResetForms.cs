using FluentValidation;

using Hostelry.Portal.Features.Shared;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Reset;

public sealed class AskForm
{
    public string Email { get; init; } = "";
}

public sealed class NewPasswordForm
{
    public string Password { get; init; } = "";
}

internal sealed class AskFormValidator : AbstractValidator<AskForm>
{
    public AskFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<ResetText> text)
    {
        var email = new Field(words, text, "Email");
        RuleFor(form => form.Email).Filled(email).AtMost(254, email).Address(email).Plain(email);
    }
}

internal sealed class NewPasswordFormValidator : AbstractValidator<NewPasswordForm>
{
    public NewPasswordFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<ResetText> text)
    {
        var password = new Field(words, text, "Password");
        RuleFor(form => form.Password).Filled(password).AtLeast(8, password).AtMost(128, password);
    }
}
