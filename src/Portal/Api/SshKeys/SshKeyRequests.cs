using FluentValidation;

using Hostelry.Portal.Api.Shared;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Api.SshKeys;

public sealed record CreateSshKeyRequest(string? Name, string? PublicKey, Dictionary<string, string>? Labels);

/// <param name="Name">Null keeps it.</param>
/// <param name="Labels">Null keeps them; otherwise they replace all.</param>
public sealed record UpdateSshKeyRequest(string? Name, Dictionary<string, string>? Labels);

public sealed class SshKeysQuery : ListQuery
{
    [FromQuery(Name = "fingerprint")]
    public string? Fingerprint { get; init; }

    [FromQuery(Name = "label_selector")]
    public string? LabelSelector { get; init; }
}

internal sealed class CreateSshKeyValidator : AbstractValidator<CreateSshKeyRequest>
{
    public CreateSshKeyValidator()
    {
        RuleFor(request => request.Name).NotEmpty().PlainText(255);
        // Which keys are keys is Provisioning's to say, the one line end of a key file included; here only the length.
        RuleFor(request => request.PublicKey).NotEmpty().MaximumLength(16 * 1024)
            .WithMessage("public_key must have at most {MaxLength} characters.");
    }
}

internal sealed class UpdateSshKeyValidator : AbstractValidator<UpdateSshKeyRequest>
{
    public UpdateSshKeyValidator()
    {
        RuleFor(request => request.Name).PlainText(255)
            .Must(name => name is null || name.Trim().Length > 0).WithMessage("name must not be empty.");
    }
}

internal sealed class SshKeysQueryValidator : ListQueryValidator<SshKeysQuery>
{
    public SshKeysQueryValidator()
    {
        RuleFor(query => query.Fingerprint).PlainText(255);
        RuleFor(query => query.LabelSelector).PlainText(2048);
    }
}
