using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Subscriptions;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Metering;

/// <summary>
/// What meters cost, subscription by subscription: the version that ran when it was ordered, of its product's own price or else
/// of the meter's, until an announced change; where none of them ran then, the earliest of both. So a price that is published
/// later changes nothing for whoever ordered before.
/// </summary>
internal sealed class MeterPrices
{
    private readonly ILookup<(long Seller, string Code, string Location, string Currency), Price> _versions;
    private readonly ILookup<(long Seller, string Code, string Location, string Currency), PriceChange> _changes;

    private MeterPrices(IEnumerable<Price> prices, IEnumerable<PriceChange> changes)
    {
        var byId = prices.ToDictionary(price => price.Id);
        _versions = byId.Values.ToLookup(price => (price.SellerId, price.ProductCode, price.Location, price.Currency.Code));
        _changes = changes.Where(change => byId.ContainsKey(change.PriceId))
            .ToLookup(change =>
            {
                var price = byId[change.PriceId];
                return (price.SellerId, price.ProductCode, price.Location, price.Currency.Code);
            });
    }

    /// <summary>All versions of all meters: a price list is short.</summary>
    public static async Task<MeterPrices> LoadAsync(BillingDb db, CancellationToken ct) =>
        new(
            await db.Prices.AsNoTracking().Include(price => price.Tiers)
                .Where(price => price.Kind == PriceKind.Counter || price.Kind == PriceKind.Graduated || price.Kind == PriceKind.Volume)
                .ToListAsync(ct),
            await db.PriceChanges.AsNoTracking().ToListAsync(ct));

    /// <summary>Whether any price of the meter lets an organization share allowances.</summary>
    public bool ArePooled(string meter)
    {
        var code = Prices.MeterCode(meter);
        return _versions.Any(versions => versions.Key.Code.EndsWith(code, StringComparison.Ordinal) && versions.Any(price => price.Pooled));
    }

    /// <summary>Null when nothing says what it costs.</summary>
    public MeterTariff? For(SubscriptionRecord subscription, string meter, long sellerId, Currency currency, Month month)
    {
        var own = Prices.MeterCode(subscription.ProductIn(month), meter);
        var common = Prices.MeterCode(meter);
        var price = At(own) ?? At(common)
            ?? Versions(own).Concat(Versions(common)).MinBy(version => version.ValidFrom);
        return price?.ToMeterTariff();

        IEnumerable<Price> Versions(string code) => _versions[(sellerId, code, subscription.Location, currency.Code)];

        Price? At(string code)
        {
            var key = (sellerId, code, subscription.Location, currency.Code);
            var ordered = _versions[key].Where(version => version.ValidFrom <= subscription.OrderedAt)
                .MaxBy(version => version.ValidFrom);

            // Of two that are announced for one day the later version counts.
            var changed = _changes[key].Where(change => change.ChangeAt <= month.Start)
                .Select(change => (change.ChangeAt, Version: _versions[key].Single(version => version.Id == change.PriceId)))
                .OrderBy(change => change.ChangeAt).ThenBy(change => change.Version.ValidFrom)
                .Select(change => change.Version).LastOrDefault();
            return changed is not null && (ordered is null || changed.ValidFrom > ordered.ValidFrom) ? changed : ordered;
        }
    }
}
