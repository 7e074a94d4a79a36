namespace Hostelry.Portal.Features.Tokens;

/// <summary>Names the texts of the API tokens' pages: TokensText.resx, and one beside it for each other language.</summary>
public sealed class TokensText;
