using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Metering;

/// <summary>What a meter saw, once: (<see cref="Source"/>, <see cref="RecordId"/>) is the key. Written once, forgotten after a while.</summary>
public sealed class UsageRecord : ITenantRow
{
    /// <summary>Who reports: <c>host:3</c>; at most 64 characters.</summary>
    public required string Source { get; init; }

    /// <summary>The source's own name for it; at most 100 characters.</summary>
    public required string RecordId { get; init; }

    public required long OrganizationId { get; init; }

    public required long SubscriptionId { get; init; }

    public required long MeterId { get; init; }

    /// <summary>The clock hour (UTC) in which the whole interval lies.</summary>
    public required DateTimeOffset HourAt { get; init; }

    /// <summary>Start of the half-open interval, whole seconds.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Its length: 1 … 3600.</summary>
    public required int Seconds { get; init; }

    public required long Quantity { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>One subscription's meter in one closed hour; derived from the records, again when one comes late.</summary>
public sealed class UsageHour : ITenantRow
{
    public required long SubscriptionId { get; init; }

    public required long MeterId { get; init; }

    public required DateTimeOffset HourAt { get; init; }

    public required long OrganizationId { get; init; }

    /// <summary>Units, unit-hours, or unit-seconds (<see cref="MeterKind.TimeWeighted"/>).</summary>
    public required long Quantity { get; init; }

    public required long Records { get; init; }
}

/// <summary>The sum of a month's closed hours: what rating reads.</summary>
public sealed class UsageMonth : ITenantRow
{
    public required long SubscriptionId { get; init; }

    public required long MeterId { get; init; }

    /// <summary>The first instant of the month.</summary>
    public required DateTimeOffset MonthAt { get; init; }

    public required long OrganizationId { get; init; }

    public required long Quantity { get; init; }

    /// <summary>A record came after one of its hours was closed: if the month is invoiced, it is to be corrected (CorrectLateUsage).</summary>
    public required bool CameLate { get; set; }
}

/// <summary>An hour that was closed and got another record: to be rolled up again.</summary>
public sealed class UsageLateHour : ITenantRow
{
    public required long SubscriptionId { get; init; }

    public required long MeterId { get; init; }

    public required DateTimeOffset HourAt { get; init; }

    public required long OrganizationId { get; init; }
}

/// <summary>
/// How far usage is rolled up; one row. Whoever brings records holds it shared, the roll-up alone: a record is either
/// rolled up with its hour or known to be late.
/// </summary>
public sealed class UsageProgress
{
    public const long Only = 1;

    public required long Id { get; init; }

    /// <summary>The end of the last closed hour.</summary>
    public required DateTimeOffset ClosedUntil { get; set; }
}
