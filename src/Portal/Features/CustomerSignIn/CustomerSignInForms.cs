using FluentValidation;

using Hostelry.Portal.Features.Shared;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.CustomerSignIn;

public sealed class EnterForm
{
    public string Email { get; init; } = "";

    public string Password { get; init; } = "";
}

public sealed class EnterCodeForm
{
    public string Code { get; init; } = "";
}

internal sealed class EnterFormValidator : AbstractValidator<EnterForm>
{
    public EnterFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<CustomerSignInText> text)
    {
        var (email, password) = (new Field(words, text, "Email"), new Field(words, text, "Password"));
        RuleFor(form => form.Email).Filled(email).AtMost(254, email);
        RuleFor(form => form.Password).Filled(password).AtMost(128, password);
    }
}

internal sealed class EnterCodeFormValidator : AbstractValidator<EnterCodeForm>
{
    public EnterCodeFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<CustomerSignInText> text)
    {
        var code = new Field(words, text, "Code");
        RuleFor(form => form.Code).Filled(code).AtMost(32, code);
    }
}
