using FluentValidation;

using Hostelry.Portal.Features.Shared;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Projects;

public sealed class ProjectForm
{
    public string Name { get; init; } = "";
}

internal sealed class ProjectFormValidator : AbstractValidator<ProjectForm>
{
    public ProjectFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<ProjectsText> text)
    {
        var name = new Field(words, text, "Name");
        RuleFor(form => form.Name).Filled(name).AtMost(100, name).Plain(name);
    }
}
