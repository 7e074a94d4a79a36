using Hostelry.Billing;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Subscriptions;
using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.StaffCatalogue;

/// <summary>One version of a price in its history.</summary>
/// <param name="Until">When the next version begins; null for the last one.</param>
/// <param name="Running">It is the one that a new order gets now.</param>
/// <param name="Subscriptions">Running ones that have this version.</param>
public sealed record PriceVersion(Price Price, DateTimeOffset? Until, bool Running, int Subscriptions)
{
    public bool IsToCome(DateTimeOffset now) => Price.ValidFrom > now;
}

/// <summary>The price list as staff see it: every version, the newest first. Nothing here is ever edited.</summary>
internal sealed class ReadPrices(BillingDb billing, IdentityDb identity, TimeProvider clock)
{
    /// <summary>What the seller's organizations pay in; one query.</summary>
    public async Task<Currency> CurrencyAsync(CancellationToken ct) => Currency.Of(
        await identity.Sellers.Where(seller => seller.Id == Seller.First).Select(seller => seller.Currency).SingleAsync(ct));

    /// <summary>The price that a new order gets now, by (product, location); one query.</summary>
    public async Task<IReadOnlyDictionary<(string Product, string Location), Price>> RunningAsync(Currency currency, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var versions = await billing.Prices.AsNoTracking()
            .Where(price => price.SellerId == Seller.First && price.Currency == currency && price.ValidFrom <= now)
            .ToListAsync(ct);
        return versions.GroupBy(price => (price.ProductCode, price.Location))
            .ToDictionary(group => group.Key, group => group.MaxBy(price => price.ValidFrom)!);
    }

    /// <summary>All versions of one product, by location and currency; two queries.</summary>
    public async Task<ILookup<(string Location, Currency Currency), PriceVersion>> HistoryAsync(string productCode, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var versions = await billing.Prices.AsNoTracking()
            .Where(price => price.SellerId == Seller.First && price.ProductCode == productCode)
            .ToListAsync(ct);
        var running = await billing.Reachable<SubscriptionItem>()
            .Where(item => item.ProductCode == productCode && item.To == null && item.Subscription!.EndedAt == null)
            .GroupBy(item => item.PriceId)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        return versions.GroupBy(price => (price.Location, price.Currency))
            .SelectMany(group => Follow([.. group.OrderBy(price => price.ValidFrom)], now, running).Reverse())
            .ToLookup(version => (version.Price.Location, version.Price.Currency));
    }

    private static IEnumerable<PriceVersion> Follow(List<Price> versions, DateTimeOffset now, Dictionary<long, int> running)
    {
        for (var i = 0; i < versions.Count; i++)
        {
            var until = i + 1 < versions.Count ? versions[i + 1].ValidFrom : (DateTimeOffset?)null;
            yield return new PriceVersion(
                versions[i],
                until,
                versions[i].ValidFrom <= now && (until is null || until > now),
                running.GetValueOrDefault(versions[i].Id));
        }
    }
}
