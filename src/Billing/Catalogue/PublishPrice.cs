using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Catalogue;

/// <param name="ProductCode">1–100 characters.</param>
/// <param name="Location">1–64 characters.</param>
/// <param name="Terms">What it says.</param>
/// <param name="ValidFrom">From when it runs; null means now. Never in the past: what was charged stays charged.</param>
/// <param name="SellerId">Whose price list.</param>
public sealed record PublishPriceRequest(
    string ProductCode, string Location, PriceTerms Terms, DateTimeOffset? ValidFrom = null,
    long SellerId = Prices.DefaultSeller)
{
    /// <summary>Begun hours up to a monthly cap: what a server costs.</summary>
    public PublishPriceRequest(
        string productCode, string location, UnitPrice hourly, Money monthlyCap, DateTimeOffset? validFrom = null,
        long sellerId = Prices.DefaultSeller)
        : this(productCode, location, PriceTerms.BegunHour(hourly, monthlyCap), validFrom, sellerId)
    {
    }
}

/// <summary>Appends a version to the price list. Running subscriptions keep the version they have.</summary>
public sealed class PublishPrice(BillingDb db, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>Refusals: <c>invalid_input</c>, <c>price_in_the_past</c>, <c>price_exists</c> (same start).</summary>
    public Task<Result<Price>> ExecuteAsync(PublishPriceRequest request, CancellationToken ct) =>
        database.InTransactionAsync(() => PublishAsync(request, ct), ct);

    private async Task<Result<Price>> PublishAsync(PublishPriceRequest request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var from = request.ValidFrom ?? now;
        if (Check(request) is { } problem)
        {
            return problem;
        }

        if (from < now)
        {
            return new Problem("price_in_the_past", "valid_from must not lie in the past.", "valid_from");
        }

        var exists = await db.Prices.AnyAsync(
            price => price.SellerId == request.SellerId && price.ProductCode == request.ProductCode
                && price.Location == request.Location && price.Currency == request.Terms.Unit.Currency && price.ValidFrom == from,
            ct);
        if (exists)
        {
            return new Problem("price_exists", "A price of this product starts at that very moment.", "valid_from");
        }

        var price = Make(request, from);
        db.Prices.Add(price);
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync("price.publish", null, ct, $"price:{price.Id}");
        return price;
    }

    internal static Price Make(PublishPriceRequest request, DateTimeOffset from)
    {
        var terms = request.Terms;
        var price = new Price
        {
            SellerId = request.SellerId,
            ProductCode = request.ProductCode,
            Location = request.Location,
            Currency = terms.Unit.Currency,
            ValidFrom = from,
            Kind = terms.Kind,
            UnitNano = terms.Unit.Nano,
            MonthlyCapMinor = terms.Cap?.Minor ?? 0,
            UnitSize = terms.UnitSize,
            Allowance = terms.Allowance,
            Pooled = terms.Pooled,
            CommitmentMonths = terms.CommitmentMonths,
        };
        price.Tiers.AddRange(terms.Tiers.Select(tier => new PriceTier
        {
            SellerId = request.SellerId,
            FromUnits = tier.From,
            UnitNano = tier.Unit.Nano,
        }));
        return price;
    }

    internal static Problem? Check(PublishPriceRequest request)
    {
        if (request.ProductCode.Length is < 1 or > 100)
        {
            return new Problem("invalid_input", "product_code must have 1 to 100 characters.", "product_code");
        }

        if (request.Location.Length is < 1 or > 64)
        {
            return new Problem("invalid_input", "location must have 1 to 64 characters.", "location");
        }

        // Rating looks for a meter's price under its code alone, and for an item's under any other.
        return request.Terms.IsMeter == Prices.IsMeterCode(request.ProductCode)
            ? request.Terms.Check()
            : new Problem(
                "invalid_input", "product_code of a meter's price, and of no other, names it: meter:traffic_out.", "product_code");
    }
}
