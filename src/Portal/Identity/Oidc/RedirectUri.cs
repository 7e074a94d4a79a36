using System.Net;

namespace Hostelry.Portal.Identity.Oidc;

/// <summary>Where a client may have people sent back to: compared letter by letter, so it is kept as it was typed.</summary>
internal static class RedirectUri
{
    public const int Most = 10;
    private const int MostCharacters = 500;

    /// <summary>
    /// https; plain http to the visitor's own machine alone; or a scheme of the client's own, which by custom is a domain name
    /// backwards (<c>org.example.app:/back</c>). No fragment, no user, nothing that a browser would run.
    /// </summary>
    public static bool IsGood(string text)
    {
        if (text.Length > MostCharacters || text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || character == '*')
            || text.Contains('#', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal)
            || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0)
        {
            return false;
        }

        return uri.Scheme switch
        {
            "https" => uri.Host.Length > 0,
            "http" => uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)),
            var scheme => scheme.Contains('.', StringComparison.Ordinal),
        };
    }
}
