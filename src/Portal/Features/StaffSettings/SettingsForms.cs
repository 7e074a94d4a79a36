using FluentValidation;

using Hostelry.Billing.Catalogue;
using Hostelry.Portal.Features.Shared;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffSettings;

public sealed record StaffMember(long UserId, string Email, string Role, bool SecondFactor, DateTimeOffset Since);

public sealed record StaffInvitation(string Email, string Role, DateTimeOffset ExpiresAt);

public sealed record SettingsView(
    string Seller, string Currency, IReadOnlyList<LegalEntity> LegalEntities, IReadOnlyList<StaffMember> Staff, IReadOnlyList<StaffInvitation> Invitations);

/// <param name="Link">Shown this once.</param>
public sealed record InvitedView(string Email, Uri Link);

public sealed record MemberPage(StaffMember Member, RoleForm Form, RemoveForm Removal);

public sealed class SellerForm
{
    public string Name { get; init; } = "";
}

public sealed class InviteForm
{
    public string Email { get; init; } = "";

    public string Role { get; init; } = "";
}

public sealed class RoleForm
{
    public string Role { get; init; } = "";
}

public sealed class RemoveForm
{
    /// <summary>The member's address, typed.</summary>
    public string Confirm { get; init; } = "";
}

internal sealed class SellerFormValidator : AbstractValidator<SellerForm>
{
    public SellerFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<StaffSettingsText> text)
    {
        var name = new Field(words, text, "SellerName");
        RuleFor(form => form.Name).Filled(name).AtMost(100, name);
    }
}

internal sealed class InviteFormValidator : AbstractValidator<InviteForm>
{
    public InviteFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<StaffSettingsText> text)
    {
        var (email, role) = (new Field(words, text, "Email"), new Field(words, text, "Role"));
        RuleFor(form => form.Email).Filled(email).AtMost(254, email).Address(email);
        RuleFor(form => form.Role).Must(StaffRoles.All.Contains).WithMessage(_ => role.Says("FieldNotOffered"));
    }
}
