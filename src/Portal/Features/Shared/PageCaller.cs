using System.Globalization;

using Hostelry.Portal.Identity;
using Hostelry.Provisioning;

namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// Who looks at a customer's page, and what the page is about: the organization and project of its path, resolved against
/// the person's memberships before anything is bound. Throws for whatever is not known on the present page.
/// </summary>
public sealed class PageCaller
{
    private SignedIn? _person;
    private Seat? _seat;
    private SeatProject? _project;

    public bool IsSignedIn => _person is not null;

    public long UserId => Person.UserId;

    public string Email => Person.Email;

    public long SessionId => Person.SessionId;

    /// <summary>When the person last proved who they are.</summary>
    public DateTimeOffset VerifiedAt => Person.VerifiedAt;

    /// <summary>The member of staff who looks through this person's eyes; null when it is the person.</summary>
    public long? StaffUserId => Person.Staff?.UserId;

    /// <summary>As audit rows name who acts.</summary>
    public string Actor => StaffUserId is { } staff
        ? string.Create(CultureInfo.InvariantCulture, $"user:{staff} as user:{UserId}")
        : string.Create(CultureInfo.InvariantCulture, $"user:{UserId}");

    /// <summary>What the person chose for mail; null until they did.</summary>
    public string? Language => Person.Language;

    /// <summary>The project whose page the person saw last, wherever it is now.</summary>
    public long? LastProjectId => Person.LastProjectId;

    /// <summary>Every organization the person belongs to; empty until <see cref="Sits"/>.</summary>
    public IReadOnlyList<Seat> Seats { get; private set; } = [];

    public long OrganizationId => Seat.OrganizationId;

    public string OrganizationName => Seat.OrganizationName;

    public MemberRole Role => Seat.Role;

    public long ProjectId => Project.Id;

    public string ProjectName => Project.Name;

    /// <summary>What every query of a project's page starts from.</summary>
    public ProjectKey Key => new(OrganizationId, ProjectId);

    /// <summary>Where the menu's project entries lead: the page's project, else the last used or first of its organization.</summary>
    public SeatProject? MenuProject => _project
        ?? MenuSeat?.Projects.FirstOrDefault(project => project.Id == _person?.LastProjectId)
        ?? MenuSeat?.Projects.FirstOrDefault();

    /// <summary>The page's organization, else the one of the last used project, else the first.</summary>
    public Seat? MenuSeat => _seat
        ?? Seats.FirstOrDefault(seat => seat.Projects.Any(project => project.Id == _person?.LastProjectId))
        ?? Seats.FirstOrDefault();

    private SignedIn Person => _person ?? throw new InvalidOperationException("Nobody is signed in.");

    private Seat Seat => _seat ?? throw new InvalidOperationException("This page is of no organization.");

    private SeatProject Project => _project ?? throw new InvalidOperationException("This page is of no project.");

    /// <summary>Whether the person's role in the page's organization reaches so far.</summary>
    public bool May(Permission permission) => _seat is not null && Allows(_seat, permission);

    /// <summary>As <see cref="May"/>, on pages of no organization too: whether the menu shows an entry.</summary>
    public bool MenuMay(Permission permission) => MenuSeat is { } seat && Allows(seat, permission);

    /// <summary>Where an organization's name leads: to its people, or to the balance for whoever has money alone to see to.</summary>
    public string HomeOf(Seat seat) => string.Create(
        CultureInfo.InvariantCulture,
        $"/organizations/{seat.OrganizationId}/{(Allows(seat, Permission.SeeMoney) && !Allows(seat, Permission.SeeServers) ? "balance" : "members")}");

    internal void Enter(SignedIn person) => _person = person;

    /// <summary>Staff who look through the person's eyes see the one organization that they said, and no other of the person's.</summary>
    internal void Sits(IReadOnlyList<Seat> seats) =>
        Seats = Person.Staff is { } staff ? [.. seats.Where(seat => seat.OrganizationId == staff.OrganizationId)] : seats;

    internal void Choose(Seat seat, SeatProject? project) => (_seat, _project) = (seat, project);

    private bool Allows(Seat seat, Permission permission) =>
        seat.Role.Has(permission) && (StaffUserId is null || permission.IsForStaff());
}
