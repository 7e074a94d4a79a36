namespace Hostelry.Portal.Identity;

/// <summary>
/// The answer that a POST which costs money once gave, kept a day: written in the order's own transaction, so that a
/// repetition finds either the answer or nothing done.
/// </summary>
public sealed class IdempotencyKey
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public required long ProjectId { get; init; }

    /// <summary>Method and path, ids included.</summary>
    public required string Route { get; init; }

    /// <summary>As the caller sent it.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of the body as understood.</summary>
    public required byte[] BodyHash { get; init; }

    /// <summary>HTTP status of the answer; 0 while its transaction is open, which nobody else sees.</summary>
    public int Status { get; set; }

    /// <summary>JSON of the answer, secrets null.</summary>
    public string Answer { get; set; } = "";

    /// <summary>Unix seconds: raw statements on both databases compare it.</summary>
    public required long ExpiresAt { get; init; }
}
