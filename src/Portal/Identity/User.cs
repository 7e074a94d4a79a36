using Microsoft.AspNetCore.Identity;

namespace Hostelry.Portal.Identity;

/// <summary>
/// A person, known by (issuer, subject). Local accounts have the issuer <see cref="LocalIssuer"/> and a password;
/// an outside provider's have its issuer URL and none.
/// </summary>
public sealed class User : IdentityUser<long>
{
    public const string LocalIssuer = "local";

    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The account is closed: nobody signs in to it, and its address is free again.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>What mail to this person is written in: <c>en</c>, <c>ru</c>; null until they chose.</summary>
    public string? Language { get; set; }

    /// <summary>Where the person was last, so that the first page after signing in is the one they know.</summary>
    public long? LastProjectId { get; set; }

    /// <summary>
    /// Which 30 seconds since 1970 the last accepted one-time code was for: only a later one is accepted, so no code works
    /// twice, in whatever order codes come.
    /// </summary>
    public long? LastSecondFactorStep { get; set; }
}

/// <summary>What a user may do for a seller.</summary>
public sealed class StaffRole
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    public required long UserId { get; init; }

    /// <summary>One of <see cref="Features.Shared.StaffRoles"/>.</summary>
    public required string Role { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>
/// A one-time link that makes a staff account: the first one, or one that an admin invites. Only the newest unused one for
/// whom it is works.
/// </summary>
public sealed class SetupLink
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    /// <summary>SHA-256 of the secret in the link.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The invited person's role; null for the first account, which is an admin's.</summary>
    public string? Role { get; init; }

    /// <summary>Whom the link is for; null for the first account, which names itself.</summary>
    public string? Email { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}
