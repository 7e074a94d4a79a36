namespace Hostelry.Portal.Features.OutsideSignIn;

/// <summary>Names the texts of signing in with an outside provider: OutsideSignInText.resx, and one beside it for each other language.</summary>
public sealed class OutsideSignInText;
