using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;

namespace Hostelry.Billing.Catalogue;

/// <summary>One version of a price. Never updated or deleted: a new price is a new row with a later <see cref="ValidFrom"/>.</summary>
public sealed class Price
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    /// <summary><c>server_type:{name}</c> for a server; at most 100 characters.</summary>
    public required string ProductCode { get; init; }

    /// <summary>The location's name; a price is for exactly one.</summary>
    public required string Location { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>UTC; the version with the latest one that is not in the future runs.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>10⁻⁹ major units for each begun hour.</summary>
    public required long HourlyNano { get; init; }

    /// <summary>Minor units; the most that one subscription pays at this price in a calendar month.</summary>
    public required long MonthlyCapMinor { get; init; }

    public UnitPrice Hourly => new(HourlyNano, Currency);

    public Money MonthlyCap => new(MonthlyCapMinor, Currency);

    public Tariff ToTariff() => new(Id, ProductCode, Hourly, MonthlyCap);
}
