using Hostelry.Billing;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Coupons;
using Hostelry.Billing.Metering;
using Hostelry.Billing.Tax;
using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.StaffPrices;

/// <param name="Until">When the next version begins; null for the last one.</param>
/// <param name="Announced">From when on all who run at earlier versions pay this one; null: they keep theirs.</param>
public sealed record BookedPrice(Price Price, DateTimeOffset? Until, DateTimeOffset? Announced)
{
    public bool Runs(DateTimeOffset now) => Price.ValidFrom <= now && (Until is null || Until > now);
}

/// <summary>The price book: every version that runs or is to come, coupons, meters, tax rates. One or two queries each.</summary>
internal sealed class ReadPriceBook(BillingDb db, TimeProvider clock)
{
    private const int Most = 500;

    /// <summary>By product and location, the version that runs before those to come.</summary>
    public async Task<IReadOnlyList<BookedPrice>> PricesAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var versions = await db.Prices.AsNoTracking().Include(price => price.Tiers).Where(price => price.SellerId == Seller.First).ToListAsync(ct);
        var changes = await db.PriceChanges.AsNoTracking().Where(change => change.SellerId == Seller.First)
            .ToDictionaryAsync(change => change.PriceId, change => change.ChangeAt, ct);
        return
        [
            .. versions.GroupBy(price => (price.ProductCode, price.Location, price.Currency))
                .OrderBy(group => group.Key.ProductCode, StringComparer.Ordinal).ThenBy(group => group.Key.Location, StringComparer.Ordinal)
                .SelectMany(group =>
                {
                    List<Price> inOrder = [.. group.OrderBy(price => price.ValidFrom)];
                    return inOrder.Select((price, at) => new BookedPrice(
                        price, at + 1 < inOrder.Count ? inOrder[at + 1].ValidFrom : null,
                        changes.TryGetValue(price.Id, out var announced) ? announced : null));
                })
                .Where(row => row.Until is null || row.Until > now)
                .Take(Most),
        ];
    }

    /// <summary>Null when the seller has no such version.</summary>
    public Task<Price?> PriceAsync(long id, CancellationToken ct) =>
        db.Prices.AsNoTracking().SingleOrDefaultAsync(price => price.Id == id && price.SellerId == Seller.First, ct);

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<Coupon>> CouponsAsync(CancellationToken ct) =>
        await db.Coupons.AsNoTracking().Where(coupon => coupon.SellerId == Seller.First).OrderByDescending(coupon => coupon.Id).Take(Most).ToListAsync(ct);

    public async Task<IReadOnlyList<Meter>> MetersAsync(CancellationToken ct) =>
        await db.Meters.AsNoTracking().Where(meter => meter.SellerId == Seller.First).OrderBy(meter => meter.Code).ToListAsync(ct);

    /// <summary>By country and class, the latest first.</summary>
    public async Task<IReadOnlyList<DatedTaxRate>> TaxRatesAsync(CancellationToken ct) =>
        await db.TaxRates.AsNoTracking().Where(rate => rate.SellerId == Seller.First)
            .OrderBy(rate => rate.Country).ThenBy(rate => rate.ProductClass).ThenByDescending(rate => rate.ValidFrom).ToListAsync(ct);
}
