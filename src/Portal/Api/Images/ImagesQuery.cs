using FluentValidation;

using Hostelry.Portal.Api.Shared;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Api.Images;

/// <summary>Which images are asked for.</summary>
public sealed class ImagesQuery : ListQuery
{
    [FromQuery(Name = "type")]
    public List<string> Types { get; init; } = [];

    [FromQuery(Name = "status")]
    public List<string> Statuses { get; init; } = [];

    [FromQuery(Name = "architecture")]
    public List<string> Architectures { get; init; } = [];

    [FromQuery(Name = "bound_to")]
    public List<string> BoundTo { get; init; } = [];

    [FromQuery(Name = "label_selector")]
    public string? LabelSelector { get; init; }

    [FromQuery(Name = "include_deprecated")]
    public bool IncludeDeprecated { get; init; }

    /// <summary>All images are for x86, bound to no server and without labels.</summary>
    internal bool FindsNothing =>
        (Architectures.Count > 0 && !Architectures.Contains("x86"))
        || BoundTo.Count > 0
        || !string.IsNullOrEmpty(LabelSelector);
}

internal sealed class ImagesQueryValidator : ListQueryValidator<ImagesQuery>
{
    private static readonly string[] Known = ["x86", "arm"];

    public ImagesQueryValidator()
    {
        RuleFor(query => query.Architectures).Must(all => all.All(Known.Contains))
            .WithMessage("architecture must be x86 or arm.").OverridePropertyName("architecture");
        RuleFor(query => query.LabelSelector).PlainText(2048);
        RuleFor(query => query.Types).Words(10, "type");
        RuleFor(query => query.Statuses).Words(10, "status");
    }
}
