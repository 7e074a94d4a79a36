namespace Hostelry.Billing.Alarms;

/// <summary>
/// Something about money that a person must look at: no charge was guessed, nothing was hidden. At most one is open per
/// (code, subject); seeing it again counts it.
/// </summary>
public sealed class Alarm
{
    public long Id { get; init; }

    /// <summary>One of <see cref="AlarmCode"/>.</summary>
    public required string Code { get; init; }

    /// <summary>What it is about, ids only: <c>subscription:5 meter:traffic_out 2026-11</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Null when it concerns no single organization.</summary>
    public long? OrganizationId { get; init; }

    /// <summary>One English sentence for staff.</summary>
    public required string Detail { get; set; }

    public required DateTimeOffset RaisedAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; set; }

    public long Times { get; set; } = 1;

    /// <summary>Null while it is open.</summary>
    public DateTimeOffset? ClearedAt { get; set; }
}

/// <summary>Stable codes of alarms; docs/billing.md says what to do about each.</summary>
public static class AlarmCode
{
    /// <summary>A meter counted for a subscription, and no price says what that costs.</summary>
    public const string MeterWithoutPrice = "meter_without_price";

    /// <summary>A customer's month could not be rated and stays open.</summary>
    public const string MonthNotRated = "month_not_rated";

    /// <summary>An invoice says something else than its facts do.</summary>
    public const string InvoiceDiffers = "invoice_differs";
}
