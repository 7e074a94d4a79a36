namespace Hostelry.Portal.Features.Connect;

/// <summary>Names the texts of signing in elsewhere with an account here: ConnectText.resx, and one beside it for each other language.</summary>
public sealed class ConnectText;
