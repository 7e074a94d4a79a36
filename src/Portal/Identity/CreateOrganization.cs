using FluentValidation;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Features.Shared;

namespace Hostelry.Portal.Identity;

/// <param name="Name">1–100 characters, unique among the seller's organizations.</param>
/// <param name="Owner">E-mail address; need not have an account yet.</param>
public sealed record CreateOrganizationRequest(string Name, string Owner);

/// <param name="Secret">Of the owner's invitation: <c>/invitations/{secret}</c>.</param>
public sealed record CreatedOrganization(Organization Organization, string Secret)
{
    /// <summary>Without the secret, so that no log shows it.</summary>
    public override string ToString() => FormattableString.Invariant($"CreatedOrganization {{ Id = {Organization.Id} }}");
}

/// <summary>An operator makes a customer; a seat is kept for its owner, who gets a mail.</summary>
public sealed class CreateOrganization(Database database, MakeOrganization make, SendInvitation invite)
{
    /// <summary>Refusals: <c>invalid_input</c>, <c>uniqueness_error</c>, <c>not_seeded</c> (no seller yet).</summary>
    public Task<Result<CreatedOrganization>> ExecuteAsync(CreateOrganizationRequest request, CancellationToken ct) =>
        database.InTransactionAsync<CreatedOrganization>(
            async () =>
            {
                if (new CreateOrganizationValidator().Validate(request).Errors is [var error, ..])
                {
                    return new Problem("invalid_input", error.ErrorMessage, error.PropertyName);
                }

                var made = await make.ExecuteAsync(request.Name, ct);
                if (made.Problem is { } problem)
                {
                    return problem;
                }

                var invited = await invite.ExecuteAsync(made.Value.Id, request.Owner, MemberRole.Owner, null, null, ct);
                return invited.Problem is { } refusal ? refusal : new CreatedOrganization(made.Value, invited.Value);
            },
            ct);
}

internal sealed class CreateOrganizationValidator : AbstractValidator<CreateOrganizationRequest>
{
    public CreateOrganizationValidator()
    {
        RuleFor(request => request.Name)
            .Must(name => name.Trim().Length is >= 1 and <= 100 && !name.Any(char.IsControl))
            .WithMessage("name must have 1 to 100 characters, none of them a control character.")
            .OverridePropertyName("name");
        RuleFor(request => request.Owner).NotEmpty().MaximumLength(254).MailAddress()
            .WithMessage("owner must be an e-mail address of at most 254 characters.")
            .OverridePropertyName("owner");
    }
}
