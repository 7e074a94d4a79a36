using FluentValidation;

using Hostelry.Portal.Features.Shared;
using Hostelry.Provisioning.Listing;
using Hostelry.Provisioning.SshKeys;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.SshKeys;

public sealed class NewKeyForm
{
    public string Name { get; init; } = "";

    public string PublicKey { get; init; } = "";
}

public sealed class RenameKeyForm
{
    public string Name { get; init; } = "";
}

/// <param name="Keys">One page of them.</param>
public sealed record KeysView(Paged<SshKeyView> Keys)
{
    public int Pages => Math.Max(1, (Keys.Total + Keys.Page.Size - 1) / Keys.Page.Size);
}

/// <summary>Which keys are keys is Provisioning's to say; here only that something was typed.</summary>
internal sealed class NewKeyFormValidator : AbstractValidator<NewKeyForm>
{
    public NewKeyFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<SshKeysText> text)
    {
        var (name, key) = (new Field(words, text, "Name"), new Field(words, text, "PublicKey"));
        RuleFor(form => form.Name).Filled(name).AtMost(128, name);
        RuleFor(form => form.PublicKey).Filled(key).AtMost(16 * 1024, key);
    }
}

internal sealed class RenameKeyFormValidator : AbstractValidator<RenameKeyForm>
{
    public RenameKeyFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<SshKeysText> text)
    {
        var name = new Field(words, text, "Name");
        RuleFor(form => form.Name).Filled(name).AtMost(128, name);
    }
}
