using FluentValidation;

using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Members;

public sealed class InviteMemberForm
{
    public string Email { get; init; } = "";

    public string Role { get; init; } = nameof(MemberRole.Member);
}

public sealed class MemberRoleForm
{
    public string Role { get; init; } = "";
}

/// <param name="Invite">What was typed, where it was refused.</param>
public sealed record MembersView(IReadOnlyList<MemberView> Members, IReadOnlyList<InvitationView> Invitations, InviteMemberForm Invite)
{
    /// <summary>Always empty: names the fields.</summary>
    public string Email => Invite.Email;

    public string Role => Invite.Role;
}

/// <summary>A seat that is kept.</summary>
public sealed record InvitationView(long Id, string Email, MemberRole Role, DateTimeOffset Until);

internal sealed class InviteMemberFormValidator : AbstractValidator<InviteMemberForm>
{
    public InviteMemberFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<MembersText> text)
    {
        var (email, role) = (new Field(words, text, "Email"), new Field(words, text, "Role"));
        RuleFor(form => form.Email).Filled(email).AtMost(254, email).Address(email).Plain(email);
        RuleFor(form => form.Role).Must(name => Roles.Of(name) is not null).WithMessage(_ => role.Says("FieldUnknown"));
    }
}

/// <summary>Roles as forms name them.</summary>
internal static class Roles
{
    /// <summary>Null for anything but the name of a role: numbers are none.</summary>
    public static MemberRole? Of(string? name) =>
        Array.Find(Enum.GetValues<MemberRole>(), role => role.ToString() == name) is var role && role.ToString() == name ? role : null;
}
