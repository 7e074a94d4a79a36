namespace Hostelry.Portal.Identity;

/// <summary>One customer's browser that is signed in. The cookie names the row; without the row the cookie opens nothing.</summary>
public sealed class Session
{
    /// <summary>Unseen for so long, it is over.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(14);

    /// <summary>However often it is seen, it is over after this.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(90);

    /// <summary>A member of staff looks through somebody's eyes for so long at most.</summary>
    public static readonly TimeSpan LastsForStaff = TimeSpan.FromMinutes(30);

    public long Id { get; init; }

    public required long UserId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>To the minute, so that reading costs no write.</summary>
    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>When the person last proved that they know the password or hold the second factor.</summary>
    public required DateTimeOffset VerifiedAt { get; set; }

    /// <summary>As the browser calls itself; shown to the person, never interpreted otherwise. At most 255 characters.</summary>
    public required string Browser { get; init; }

    /// <summary>IP address of the sign-in.</summary>
    public required string Address { get; init; }

    /// <summary>Set when a member of staff looks through the person's eyes; such a session reaches neither money nor credentials.</summary>
    public long? StaffUserId { get; init; }

    /// <summary>The one organization that such a session shows; null in a person's own, which shows all of theirs.</summary>
    public long? StaffOrganizationId { get; init; }
}
