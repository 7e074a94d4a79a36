using FluentValidation;

using Hostelry.Portal.Features.Shared;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Organizations;

public sealed class RenameForm
{
    public string Name { get; init; } = "";
}

/// <summary>The organization's name, typed by whoever means it.</summary>
public sealed class CloseOrganizationForm
{
    public string Confirm { get; init; } = "";
}

public sealed class NewProjectForm
{
    public string Project { get; init; } = "";
}

/// <param name="Name">As typed, or as it is.</param>
public sealed record OrganizationView(string Name)
{
    /// <summary>Always empty: name the fields.</summary>
    public string Confirm => "";

    public string Project { get; init; } = "";
}

internal sealed class RenameFormValidator : AbstractValidator<RenameForm>
{
    public RenameFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<OrganizationsText> text)
    {
        var name = new Field(words, text, "Name");
        RuleFor(form => form.Name).Filled(name).AtMost(100, name).Plain(name).NoLink(name);
    }
}

internal sealed class CloseOrganizationFormValidator : AbstractValidator<CloseOrganizationForm>
{
    public CloseOrganizationFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<OrganizationsText> text)
    {
        var name = new Field(words, text, "Confirm");
        RuleFor(form => form.Confirm).Filled(name).AtMost(100, name);
    }
}

internal sealed class NewProjectFormValidator : AbstractValidator<NewProjectForm>
{
    public NewProjectFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<OrganizationsText> text)
    {
        var name = new Field(words, text, "Project");
        RuleFor(form => form.Project).Filled(name).AtMost(100, name).Plain(name);
    }
}
