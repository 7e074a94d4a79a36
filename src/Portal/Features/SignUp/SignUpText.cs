namespace Hostelry.Portal.Features.SignUp;

/// <summary>Names the texts of making an account: SignUpText.resx, and one beside it for each other language.</summary>
public sealed class SignUpText;
