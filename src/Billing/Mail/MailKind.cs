namespace Hostelry.Billing.Mail;

/// <summary>
/// What mail tells of. Portal has a subject and a text for each, in every language (MailText.resx: <c>{Kind}Subject</c>,
/// <c>{Kind}Text</c>), and knows who of an organization reads it; a test compares.
/// </summary>
public static class MailKind
{
    public const string ConfirmSignUp = nameof(ConfirmSignUp);

    /// <summary>Somebody signed up with an address that has an account.</summary>
    public const string SignUpKnown = nameof(SignUpKnown);

    public const string ResetPassword = nameof(ResetPassword);

    /// <summary>A reset was asked for an address that has no account.</summary>
    public const string ResetUnknown = nameof(ResetUnknown);

    public const string PasswordChanged = nameof(PasswordChanged);

    public const string ConfirmEmail = nameof(ConfirmEmail);

    /// <summary>To the old address.</summary>
    public const string EmailChanged = nameof(EmailChanged);

    public const string SecondFactorChanged = nameof(SecondFactorChanged);

    public const string Invitation = nameof(Invitation);

    public const string RoleChanged = nameof(RoleChanged);

    public const string MemberRemoved = nameof(MemberRemoved);

    public const string OrganizationClosed = nameof(OrganizationClosed);
}
