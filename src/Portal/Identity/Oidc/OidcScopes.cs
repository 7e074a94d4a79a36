using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Hostelry.Portal.Identity.Oidc;

/// <summary>What a client can ask for, and the claims that are our own.</summary>
internal static class OidcScopes
{
    public const string ServersRead = "servers:read";
    public const string ServersWrite = "servers:write";

    /// <summary>Claim: the project that the person chose.</summary>
    public const string Project = "project";

    /// <summary>Claim: the project's organization.</summary>
    public const string Organization = "organization";

    /// <summary>Claim: a hash of the account's security stamp; another stamp, and the token is worth nothing.</summary>
    public const string Stamp = "stamp";

    /// <summary>In the order in which people are asked.</summary>
    public static readonly IReadOnlyList<string> All =
        [Scopes.OpenId, Scopes.Profile, Scopes.Email, Scopes.OfflineAccess, ServersRead, ServersWrite];

    /// <summary>True when the scopes reach into a project, so that one must be chosen.</summary>
    public static bool WantProject(IEnumerable<string> scopes) => scopes.Any(scope => scope is ServersRead or ServersWrite);

    /// <summary>What <c>/v1</c> calls the audience of its tokens.</summary>
    public static string Audience(Uri publicUrl) => new Uri(publicUrl, "/v1").AbsoluteUri;
}
