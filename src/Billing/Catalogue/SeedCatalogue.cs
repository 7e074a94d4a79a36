using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Tax;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Catalogue;

/// <summary>
/// What an installation starts with: legal entity 1 of seller 1 with its series, the tax rates of the Union, and first
/// prices. Run by the command <c>seed</c>; writes only what is missing, so that nothing the provider published is shadowed.
/// </summary>
public sealed class SeedCatalogue(BillingDb db, Database database, TimeProvider clock)
{
    /// <param name="name">Name of the legal entity, when it is made now.</param>
    /// <param name="prices">First price per product, location and currency; ignored where any version exists.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Done>> ExecuteAsync(string name, IReadOnlyCollection<PublishPriceRequest> prices, CancellationToken ct) =>
        database.InTransactionAsync(() => SeedAsync(name, prices, ct), ct);

    private async Task<Result<Done>> SeedAsync(
        string name, IReadOnlyCollection<PublishPriceRequest> prices, CancellationToken ct)
    {
        if (!await db.LegalEntities.AnyAsync(entity => entity.Id == LegalEntities.Default, ct))
        {
            var entity = new LegalEntity { Id = LegalEntities.Default, SellerId = Prices.DefaultSeller, Name = name };
            db.LegalEntities.Add(entity);
            db.InvoiceSeries.AddRange(InvoiceSeries.First(entity));
        }

        if (!await db.TaxRates.AnyAsync(rate => rate.SellerId == Prices.DefaultSeller, ct))
        {
            db.TaxRates.AddRange(FirstTaxRates.Of(Prices.DefaultSeller));
        }

        var known = (await db.Prices.Select(price => new { price.SellerId, price.ProductCode, price.Location, price.Currency })
            .Distinct().ToListAsync(ct))
            .Select(price => (price.SellerId, price.ProductCode, price.Location, price.Currency))
            .ToHashSet();

        foreach (var price in prices)
        {
            if (PublishPrice.Check(price) is { } problem)
            {
                return problem;
            }

            if (known.Add((price.SellerId, price.ProductCode, price.Location, price.Terms.Unit.Currency)))
            {
                db.Prices.Add(PublishPrice.Make(price, price.ValidFrom ?? clock.GetUtcNow()));
            }
        }

        await db.SaveChangesAsync(ct);
        return default(Done);
    }
}

/// <summary>Ids of legal entities that the code knows.</summary>
public static class LegalEntities
{
    /// <summary>The one that an installation starts with.</summary>
    public const long Default = 1;
}
