using FluentValidation;

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
public sealed record EnrolView(string Key, string QrSvg);

internal sealed class PasswordFormValidator : AbstractValidator<PasswordForm>
{
    public PasswordFormValidator()
    {
        RuleFor(form => form.Email).NotEmpty().MaximumLength(254);
        RuleFor(form => form.Password).NotEmpty().MaximumLength(128);
    }
}

internal sealed class CodeFormValidator : AbstractValidator<CodeForm>
{
    public CodeFormValidator() => RuleFor(form => form.Code).NotEmpty().MaximumLength(32);
}

internal sealed class SetupFormValidator : AbstractValidator<SetupForm>
{
    public SetupFormValidator()
    {
        RuleFor(form => form.Email).NotEmpty().MaximumLength(254).EmailAddress();
        RuleFor(form => form.Password)
            .MinimumLength(8).WithMessage("The password must have at least 8 characters.")
            .MaximumLength(128).WithMessage("The password must have at most 128 characters.");
    }
}
