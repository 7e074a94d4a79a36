namespace Hostelry.Portal.Features.CustomerSignIn;

/// <summary>Names the texts of the customers' way in: CustomerSignInText.resx, and one beside it for each other language.</summary>
public sealed class CustomerSignInText;
