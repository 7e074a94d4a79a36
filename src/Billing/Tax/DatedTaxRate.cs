namespace Hostelry.Billing.Tax;

/// <summary>
/// A rate of a country and product class from a day on. Never updated or deleted: a new rate is a new row with a later
/// <see cref="ValidFrom"/>.
/// </summary>
public sealed class DatedTaxRate
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    /// <summary>ISO 3166, two capital letters.</summary>
    public required string Country { get; init; }

    /// <summary>One of <see cref="Tax.ProductClass"/>.</summary>
    public required string ProductClass { get; init; }

    public required int RateThousandths { get; init; }

    /// <summary>The first day of the rate, in the country itself.</summary>
    public required DateOnly ValidFrom { get; init; }

    public TaxRate Rate => new(RateThousandths);
}

/// <summary>All rates of a seller, as the rules look them up.</summary>
public sealed class TaxRateTable(IEnumerable<DatedTaxRate> rows)
{
    private readonly ILookup<(string Country, string Class), DatedTaxRate> _rows =
        rows.ToLookup(row => (row.Country, row.ProductClass));

    public static TaxRateTable Empty { get; } = new([]);

    /// <summary>The rate that runs on a day; the class's own before the one for any. Null when there is none.</summary>
    public TaxRate? Find(string country, string productClass, DateOnly on) =>
        Latest(country, productClass, on) ?? Latest(country, ProductClass.Any, on);

    private TaxRate? Latest(string country, string productClass, DateOnly on) =>
        _rows[(country, productClass)].Where(row => row.ValidFrom <= on).MaxBy(row => row.ValidFrom)?.Rate;
}
