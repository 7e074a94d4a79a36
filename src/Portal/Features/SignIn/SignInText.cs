namespace Hostelry.Portal.Features.SignIn;

/// <summary>Names the texts of the way in: SignInText.resx, and one beside it for each other language.</summary>
public sealed class SignInText;
