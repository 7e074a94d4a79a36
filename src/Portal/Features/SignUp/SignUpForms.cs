using FluentValidation;

using Hostelry.Billing.Catalogue;
using Hostelry.Portal.Composition;
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

    /// <summary>ISO 3166, two capital letters.</summary>
    public string Country { get; init; } = "";

    /// <summary>The seller's terms are accepted; asked for only where there are some.</summary>
    public bool Terms { get; init; }

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
    public NewAccountFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<SignUpText> text, PortalSettings settings)
    {
        RuleFor(form => form.Country).Must(country => !string.IsNullOrEmpty(country) && Countries.IsKnown(country)).WithMessage(_ => text["ChooseCountry"]);
        RuleFor(form => form.Terms).Must(accepted => accepted || settings.Terms.Address is null).WithMessage(_ => text["AcceptTerms"]);
        var (organization, password) = (new Field(words, text, "Organization"), new Field(words, text, "Password"));
        RuleFor(form => form.Organization).Filled(organization).AtMost(100, organization).Plain(organization).NoLink(organization);
        RuleFor(form => form.Password).Filled(password).AtLeast(8, password).AtMost(128, password);
    }
}
