using OpenIddict.EntityFrameworkCore.Models;

namespace Hostelry.Portal.Identity.Oidc;

/// <summary>
/// A program that signs people in here, and acts for them on <c>/v1</c> as far as they let it. Registered by a seller's staff.
/// Its columns are OpenIddict's; a confidential client's secret is stored as a slow hash.
/// </summary>
public sealed class OidcClient : OpenIddictEntityFrameworkCoreApplication<long, OidcAuthorization, OidcToken>
{
    public required long SellerId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on the issuer does not know it.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>
/// That a person let a client in: for which scopes, and in which project. <c>Subject</c> is the user's id. Ends by the person,
/// by staff, or when one of its tokens comes twice.
/// </summary>
public sealed class OidcAuthorization : OpenIddictEntityFrameworkCoreAuthorization<long, OidcClient, OidcToken>
{
    /// <summary>Where it may act; null when it asked for no servers.</summary>
    public long? ProjectId { get; set; }
}

/// <summary>A code, access or refresh token: what it is worth stands in the token itself, here whether it still is.</summary>
public sealed class OidcToken : OpenIddictEntityFrameworkCoreToken<long, OidcClient, OidcAuthorization>;

/// <summary>
/// A generation of the issuer's keys, sealed by data protection. Three times: it is published from the start, used from
/// <see cref="BeginsAt"/> to <see cref="EndsAt"/>, and kept until what it made has expired.
/// </summary>
public sealed class OidcKey
{
    /// <summary>1, 2, …: of two processes that make the next generation at once, one finds it made.</summary>
    public required long Id { get; init; }

    /// <summary>RSA, 2048 bits, PKCS #8, sealed: signs what others read.</summary>
    public required byte[] Signing { get; init; }

    /// <summary>256 random bits, sealed: hides what the issuer alone reads.</summary>
    public required byte[] Encryption { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset BeginsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }
}
