using FluentValidation;

using Hostelry.Portal.Api.Shared;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Api.Actions;

/// <summary>Which actions are asked for.</summary>
public sealed class ActionsQuery : ListQuery
{
    [FromQuery(Name = "id")]
    public List<long> Ids { get; init; } = [];

    [FromQuery(Name = "status")]
    public List<string> Statuses { get; init; } = [];
}

internal sealed class ActionsQueryValidator : ListQueryValidator<ActionsQuery>
{
    public ActionsQueryValidator()
    {
        RuleFor(query => query.Ids).Must(ids => ids.Count <= 100)
            .WithMessage("id may be given 100 times at most.").OverridePropertyName("id");
        RuleFor(query => query.Statuses).Words(10, "status");
    }
}
