using FluentValidation;

using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Tokens;

public sealed class NewTokenForm
{
    public string Name { get; init; } = "";

    /// <summary>Name of a <see cref="TokenScope"/>; anything else only reads.</summary>
    public string? Scope { get; init; }

    public TokenScope Means => Scope == nameof(TokenScope.ReadWrite) ? TokenScope.ReadWrite : TokenScope.Read;
}

/// <param name="Secret">Shown this once.</param>
/// <param name="Endpoint">Where the API is.</param>
public sealed record TokenShownView(string Name, string Secret, string Endpoint)
{
    /// <summary>Without the secret, so that no log shows it.</summary>
    public override string ToString() => $"TokenShownView {{ Name = {Name} }}";
}

internal sealed class NewTokenFormValidator : AbstractValidator<NewTokenForm>
{
    public NewTokenFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<TokensText> text)
    {
        var name = new Field(words, text, "Name");
        RuleFor(form => form.Name).Filled(name).AtMost(ApiToken.MaxName, name)
            .Must(typed => !typed.Any(char.IsControl)).WithMessage(_ => text["NameRule"]);
    }
}
