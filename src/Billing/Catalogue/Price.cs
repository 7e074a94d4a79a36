using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;

namespace Hostelry.Billing.Catalogue;

/// <summary>One version of a price. Never updated or deleted: a new price is a new row with a later <see cref="ValidFrom"/>.</summary>
public sealed class Price
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    /// <summary>
    /// <c>server_type:{name}</c> for a server, <c>meter:{code}</c> for a meter, <c>{product}/meter:{code}</c> for the meter of
    /// one product alone; at most 100 characters.
    /// </summary>
    public required string ProductCode { get; init; }

    /// <summary>The location's name; a price is for exactly one.</summary>
    public required string Location { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>UTC; the version with the latest one that is not in the future runs.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    public PriceKind Kind { get; init; } = PriceKind.Hour;

    /// <summary>10⁻⁹ major units for one unit: an hour, a month, a unit-hour, a piece; the part of a percentage.</summary>
    public required long UnitNano { get; init; }

    /// <summary>Minor units; 0 where the kind has no cap, or none was given for one unit of unit-hours.</summary>
    public required long MonthlyCapMinor { get; init; }

    /// <summary>Measured units in one price unit.</summary>
    public long UnitSize { get; init; } = 1;

    /// <summary>Measured units included in a month.</summary>
    public long Allowance { get; init; }

    public bool Pooled { get; init; }

    public int CommitmentMonths { get; init; }

    /// <summary>By start; empty unless graduated or volume.</summary>
    public List<PriceTier> Tiers { get; } = [];

    /// <summary>The price of one unit; of a begun hour for <see cref="PriceKind.Hour"/>.</summary>
    public UnitPrice Unit => new(UnitNano, Currency);

    /// <summary>As <see cref="Unit"/>, for readers of hourly prices.</summary>
    public UnitPrice Hourly => Unit;

    public Money MonthlyCap => new(MonthlyCapMinor, Currency);

    /// <summary>As rating needs it. Throws <see cref="InvalidOperationException"/> for a meter's price.</summary>
    public ItemTariff ToTariff() => Tariffs.Item(Id, ProductCode, Kind, Unit, MonthlyCapMinor, CommitmentMonths);

    /// <summary>As rating needs it. Throws <see cref="InvalidOperationException"/> for an item's price.</summary>
    public MeterTariff ToMeterTariff() => new(
        Id,
        ProductCode,
        Unit,
        UnitSize,
        Allowance,
        Pooled,
        Kind switch
        {
            PriceKind.Counter => Tiering.None,
            PriceKind.Graduated => Tiering.Graduated,
            PriceKind.Volume => Tiering.Volume,
            _ => throw new InvalidOperationException($"Price {Id} of {ProductCode} is no meter's."),
        },
        [.. Tiers.OrderBy(tier => tier.FromUnits).Select(tier => new Tier(tier.FromUnits, new UnitPrice(tier.UnitNano, Currency)))]);
}

/// <summary>One tier of a graduated or volume price; written with its price, once.</summary>
public sealed class PriceTier
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    public Price? Price { get; init; }

    public long PriceId { get; init; }

    /// <summary>Price units, exclusive: what lies above them is in this tier.</summary>
    public required long FromUnits { get; init; }

    public required long UnitNano { get; init; }
}
