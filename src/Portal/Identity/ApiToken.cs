using System.Security.Cryptography;
using System.Text;

namespace Hostelry.Portal.Identity;

/// <summary>A secret for <c>/v1</c>, of one project. Shown once, stored as a hash, revoked at once.</summary>
public sealed class ApiToken
{
    /// <summary>Clients of the dialect insist on exactly this many characters.</summary>
    public const int Length = 64;

    /// <summary>Characters in a name.</summary>
    public const int MaxName = 128;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public required long ProjectId { get; init; }

    /// <summary>What it is for, in its maker's words; empty for one that an operator made.</summary>
    public string Name { get; init; } = "";

    /// <summary>The member who made it; null for an operator, and for those made before this was kept.</summary>
    public long? MadeBy { get; init; }

    /// <summary>SHA-256 of the token; 381 random bits need no slow hash.</summary>
    public required byte[] Hash { get; init; }

    public required TokenScope Scope { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>To the minute; null until its first use.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>A new secret: 64 characters of A–Z a–z 0–9.</summary>
    public static string NewSecret() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>What the database keeps of <paramref name="secret"/>.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

/// <summary>What a token may do.</summary>
public enum TokenScope
{
    /// <summary>GET alone.</summary>
    Read,

    ReadWrite,

    /// <summary>GET alone, and the organization's invoices besides; made by operators.</summary>
    ReadMoney,
}
