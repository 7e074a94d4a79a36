using System.Text.Json.Serialization;

using FluentValidation;

using Hostelry.Portal.Api.Shared;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Api.Servers;

/// <param name="Name">Null keeps it.</param>
/// <param name="Labels">Null keeps them; otherwise they replace all.</param>
public sealed record UpdateServerRequest(string? Name, Dictionary<string, string>? Labels);

/// <param name="UpgradeDisk">False keeps the disk, so that the change can be taken back.</param>
public sealed record ChangeTypeRequest(
    [property: JsonConverter(typeof(ReferenceConverter))] string? ServerType, bool? UpgradeDisk);

/// <param name="UserData">Null keeps what the server has.</param>
public sealed record RebuildRequest(
    [property: JsonConverter(typeof(ReferenceConverter))] string? Image, string? UserData);

/// <summary>Null leaves a protection as it is.</summary>
public sealed record ChangeProtectionRequest(bool? Delete, bool? Rebuild);

/// <summary>Which servers are asked for.</summary>
public sealed class ServersQuery : ListQuery
{
    [FromQuery(Name = "label_selector")]
    public string? LabelSelector { get; init; }

    [FromQuery(Name = "status")]
    public List<string> Statuses { get; init; } = [];
}

/// <summary>What a server's name and labels may be is Provisioning's to say.</summary>
internal sealed class UpdateServerValidator : AbstractValidator<UpdateServerRequest>;

internal sealed class ChangeTypeValidator : AbstractValidator<ChangeTypeRequest>
{
    public ChangeTypeValidator()
    {
        RuleFor(request => request.ServerType).NotEmpty().Reference();
        RuleFor(request => request.UpgradeDisk).NotNull().WithMessage("upgrade_disk must be true or false.");
    }
}

internal sealed class RebuildValidator : AbstractValidator<RebuildRequest>
{
    public RebuildValidator() => RuleFor(request => request.Image).NotEmpty().Reference();
}

internal sealed class ChangeProtectionValidator : AbstractValidator<ChangeProtectionRequest>
{
    public ChangeProtectionValidator() =>
        RuleFor(request => request.Delete)
            .Must((request, delete) => delete is not null || request.Rebuild is not null)
            .WithMessage("delete or rebuild must be given.");
}

internal sealed class ServersQueryValidator : ListQueryValidator<ServersQuery>
{
    public ServersQueryValidator()
    {
        RuleFor(query => query.LabelSelector).PlainText(2048);
        RuleFor(query => query.Statuses).Words(10, "status");
    }
}
