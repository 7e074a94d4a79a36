using FluentValidation;

using Hostelry.Portal.Features.Shared;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Projects;

public sealed class ProjectForm
{
    public string Name { get; init; } = "";
}

/// <summary>The project's name, typed by whoever means it.</summary>
public sealed class DeleteProjectForm
{
    public string Confirm { get; init; } = "";
}

public sealed record ProjectView(string Name)
{
    /// <summary>Always empty: names the field.</summary>
    public string Confirm => "";
}

internal sealed class ProjectFormValidator : AbstractValidator<ProjectForm>
{
    public ProjectFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<ProjectsText> text)
    {
        var name = new Field(words, text, "Name");
        RuleFor(form => form.Name).Filled(name).AtMost(100, name).Plain(name);
    }
}

internal sealed class DeleteProjectFormValidator : AbstractValidator<DeleteProjectForm>
{
    public DeleteProjectFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<ProjectsText> text)
    {
        var name = new Field(words, text, "Confirm");
        RuleFor(form => form.Confirm).Filled(name).AtMost(100, name);
    }
}
