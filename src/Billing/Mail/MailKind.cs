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

    /// <summary>An outside provider's account was tied to the person's, or untied.</summary>
    public const string OutsideSignInChanged = nameof(OutsideSignInChanged);

    public const string Invitation = nameof(Invitation);

    public const string RoleChanged = nameof(RoleChanged);

    public const string MemberRemoved = nameof(MemberRemoved);

    public const string OrganizationClosed = nameof(OrganizationClosed);

    /// <summary>The bank wants the customer to confirm a payment.</summary>
    public const string PaymentNeedsYou = nameof(PaymentNeedsYou);

    /// <summary>An automatic charge was declined.</summary>
    public const string PaymentDeclined = nameof(PaymentDeclined);

    /// <summary>The customer's bank took a payment back.</summary>
    public const string PaymentDisputed = nameof(PaymentDisputed);

    /// <summary>What runs will cost something else from a day on.</summary>
    public const string PriceChange = nameof(PriceChange);

    public const string SpendingAlert = nameof(SpendingAlert);

    /// <summary>To whoever pays: how to, for the amount that was asked for.</summary>
    public const string TopUpRequested = nameof(TopUpRequested);

    /// <summary>To the seller: a customer means to pay.</summary>
    public const string TopUpAnnounced = nameof(TopUpAnnounced);

    public const string DunningReminder = nameof(DunningReminder);

    public const string DunningSuspended = nameof(DunningSuspended);

    public const string DunningWarning = nameof(DunningWarning);

    public const string DunningEnded = nameof(DunningEnded);
}
