using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Payments.Bounds;

/// <summary>
/// A customer whose money stands still, because a safety bound was broken: nothing is charged by itself and no month is
/// closed until staff have looked. Servers run on.
/// </summary>
public sealed class Parking : ITenantRow
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    /// <summary>One of <see cref="ParkingReason"/>.</summary>
    public required string Reason { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Null while it lasts.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>Who looked, and let go.</summary>
    public string? ReleasedBy { get; set; }
}

public static class ParkingReason
{
    /// <summary>More would have been charged in a day than the cap allows.</summary>
    public const string DailyCharges = "daily_charges";

    /// <summary>A month had more lines than an invoice may have.</summary>
    public const string InvoiceLines = "invoice_lines";
}
