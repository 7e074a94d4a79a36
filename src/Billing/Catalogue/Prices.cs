using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Catalogue;

/// <summary>The price list: reads only.</summary>
public sealed class Prices(BillingDb db)
{
    /// <summary>The seller that an installation starts with.</summary>
    public const long DefaultSeller = 1;

    private const string MeterPrefix = "meter:";

    /// <summary><c>meter:{code}</c>: what a meter costs where its product has no price of its own for it.</summary>
    public static string MeterCode(string meter) => MeterPrefix + meter;

    /// <summary><c>{product}/meter:{code}</c>.</summary>
    public static string MeterCode(string product, string meter) => product + "/" + MeterPrefix + meter;

    internal static bool IsMeterCode(string productCode) =>
        productCode.StartsWith(MeterPrefix, StringComparison.Ordinal)
        || productCode.Contains("/" + MeterPrefix, StringComparison.Ordinal);

    /// <summary>Product (empty: any) and meter of a meter's code.</summary>
    internal static (string Product, string Meter) SplitMeterCode(string productCode)
    {
        var at = productCode.LastIndexOf(MeterPrefix, StringComparison.Ordinal);
        return (at == 0 ? "" : productCode[..(at - 1)], productCode[(at + MeterPrefix.Length)..]);
    }

    /// <summary>The version that runs at a moment (UTC); null when the product has no price there.</summary>
    public Task<Price?> PriceForAsync(
        string productCode, string location, Currency currency, DateTimeOffset at, CancellationToken ct,
        long sellerId = DefaultSeller) =>
        db.Prices.AsNoTracking()
            .Where(price => price.SellerId == sellerId && price.ProductCode == productCode && price.Location == location
                && price.Currency == currency && price.ValidFrom <= at)
            .OrderByDescending(price => price.ValidFrom)
            .FirstOrDefaultAsync(ct);

    /// <summary>Every price of the seller in one currency that runs at a moment, by product and location.</summary>
    public async Task<IReadOnlyList<Price>> CurrentAsync(
        Currency currency, DateTimeOffset at, CancellationToken ct, long sellerId = DefaultSeller)
    {
        var versions = await db.Prices.AsNoTracking()
            .Where(price => price.SellerId == sellerId && price.Currency == currency && price.ValidFrom <= at)
            .ToListAsync(ct);

        return versions.GroupBy(price => (price.ProductCode, price.Location))
            .Select(group => group.MaxBy(price => price.ValidFrom)!)
            .OrderBy(price => price.ProductCode, StringComparer.Ordinal)
            .ThenBy(price => price.Location, StringComparer.Ordinal)
            .ToList();
    }
}
