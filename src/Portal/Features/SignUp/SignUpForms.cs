using FluentValidation;

using Hostelry.Portal.Features.Shared;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.SignUp;

public sealed class AddressForm
{
    public string Email { get; init; } = "";
}

public sealed class NewAccountForm
{
    public string Organization { get; init; } = "";

    public string Password { get; init; } = "";
}

/// <param name="Address">As typed.</param>
/// <param name="InFolder">There is no mail server: staff find the mail.</param>
public sealed record SentView(string Address, bool InFolder);

internal sealed class AddressFormValidator : AbstractValidator<AddressForm>
{
    public AddressFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<SignUpText> text)
    {
        var email = new Field(words, text, "Email");
        RuleFor(form => form.Email).Filled(email).AtMost(254, email).Address(email).Plain(email);
    }
}

internal sealed class NewAccountFormValidator : AbstractValidator<NewAccountForm>
{
    public NewAccountFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<SignUpText> text)
    {
        var (organization, password) = (new Field(words, text, "Organization"), new Field(words, text, "Password"));
        RuleFor(form => form.Organization).Filled(organization).AtMost(100, organization).Plain(organization).NoLink(organization);
        RuleFor(form => form.Password).Filled(password).AtLeast(8, password).AtMost(128, password);
    }
}
