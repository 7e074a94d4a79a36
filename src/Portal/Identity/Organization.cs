namespace Hostelry.Portal.Identity;

/// <summary>The provider, or (later) a reseller. Installation makes seller 1.</summary>
public sealed class Seller
{
    /// <summary>The seller that every installation has.</summary>
    public const long First = 1;

    public long Id { get; init; }

    public required string Name { get; set; }

    /// <summary>ISO 4217: what organizations of this seller pay in.</summary>
    public required string Currency { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A customer: has members, projects, one currency. Billing's customer has the same id.</summary>
public sealed class Organization
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    /// <summary>Unique among the seller's living organizations, so that an operator can name it.</summary>
    public required string Name { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; set; }
}

/// <summary>What servers, keys and tokens belong to.</summary>
public sealed class Project
{
    public const string Default = "default";

    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    /// <summary>Unique among the organization's living projects.</summary>
    public required string Name { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; set; }
}

/// <summary>A user's role in an organization.</summary>
public sealed class Member
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public required long UserId { get; init; }

    public required MemberRole Role { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A seat kept for somebody who may not have an account yet.</summary>
public sealed class Invitation
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    /// <summary>SHA-256 of the secret in the link; null for those made before there were links.</summary>
    public byte[]? Hash { get; init; }

    /// <summary>Who invited; null for an operator.</summary>
    public long? InvitedBy { get; init; }

    /// <summary>Lower case.</summary>
    public required string Email { get; init; }

    public required MemberRole Role { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; set; }
}
