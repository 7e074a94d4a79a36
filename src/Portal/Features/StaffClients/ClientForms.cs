using FluentValidation;

using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity.Oidc;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffClients;

public sealed class ClientForm
{
    public string Name { get; init; } = "";

    /// <summary>One address a line.</summary>
    public string RedirectUris { get; init; } = "";

    /// <summary>One address a line; may be empty.</summary>
    public string AfterSignOut { get; init; } = "";

    /// <summary><c>confidential</c> or <c>public</c>.</summary>
    public string Kind { get; init; } = "confidential";

    /// <summary><c>once</c>, <c>always</c> or <c>never</c>.</summary>
    public string Consent { get; init; } = "once";

    /// <summary>Of the scopes there are.</summary>
    public List<string> Scopes { get; init; } = ["openid", "profile", "email"];

    internal static IReadOnlyList<string> Lines(string text) =>
        text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <param name="Living">Newest first.</param>
public sealed record ClientsView(IReadOnlyList<ClientRow> Living, IReadOnlyList<ClientRow> Revoked);

/// <param name="Id">Of the row.</param>
/// <param name="ClientId">What the client calls itself.</param>
/// <param name="IsConfidential">Has a secret.</param>
/// <param name="People">How many let it in, and still do.</param>
public sealed record ClientRow(
    long Id, string Name, string ClientId, bool IsConfidential, string Consent, IReadOnlyList<string> RedirectUris, int People, DateTimeOffset CreatedAt);

/// <param name="Secret">Shown this once; null for a public client.</param>
public sealed record MadeClientView(string ClientId, string? Secret, string Issuer);

internal sealed class ClientFormValidator : AbstractValidator<ClientForm>
{
    private static readonly string[] Kinds = ["confidential", "public"];
    private static readonly string[] Consents = ["once", "always", "never"];

    public ClientFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<StaffClientsText> text)
    {
        var name = new Field(words, text, "Name");
        RuleFor(form => form.Name).Filled(name).AtMost(100, name)
            .Must(value => !value.Any(char.IsControl)).WithMessage(_ => text["NameControl"]);
        RuleFor(form => form.RedirectUris).Filled(new Field(words, text, "RedirectUris"))
            .Must(AllGood).WithMessage(_ => text["BadAddress", RedirectUri.Most]);
        RuleFor(form => form.AfterSignOut).Must(AllGood).WithMessage(_ => text["BadAddress", RedirectUri.Most]);
        RuleFor(form => form.Kind).Must(Kinds.Contains).WithMessage(_ => text["Choose"]);
        RuleFor(form => form.Consent).Must(Consents.Contains).WithMessage(_ => text["Choose"]);
        RuleFor(form => form.Scopes).Must(scopes => scopes.Count > 0 && scopes.TrueForAll(OidcScopes.All.Contains)).WithMessage(_ => text["ChooseScope"]);
    }

    private static bool AllGood(string text)
    {
        var lines = ClientForm.Lines(text);
        return lines.Count <= RedirectUri.Most && lines.All(RedirectUri.IsGood);
    }
}
