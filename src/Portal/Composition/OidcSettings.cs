using System.Net;

namespace Hostelry.Portal.Composition;

/// <summary>An outside OpenID Connect provider that customers may sign in with: Keycloak, Entra, Duende IdentityServer, another Hostelry.</summary>
public sealed class OidcSettings
{
    /// <summary>The provider's issuer; null: there is none. https, or http on loopback.</summary>
    public Uri? Authority { get; init; }

    public string ClientId { get; init; } = "";

    /// <summary>Null for a public client.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>What the sign-in page calls it.</summary>
    public string Name { get; init; } = "SSO";

    /// <summary>Nobody signs in by password or signs up here.</summary>
    public bool Only { get; init; }

    public bool IsOn => Authority is not null;

    /// <summary>Passwords and sign-up are closed.</summary>
    public bool IsTheOnlyWay => IsOn && Only;

    public bool HasGoodAuthority => Authority is null || (Authority.IsAbsoluteUri
        && (Authority.Scheme == Uri.UriSchemeHttps
            || (Authority.Scheme == Uri.UriSchemeHttp && IPAddress.TryParse(Authority.Host, out var address) && IPAddress.IsLoopback(address))));
}
