using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Catalogue;

/// <param name="ProductCode">1–100 characters.</param>
/// <param name="Location">1–64 characters.</param>
/// <param name="Hourly">Not negative.</param>
/// <param name="MonthlyCap">Not negative; the currency of <paramref name="Hourly"/>.</param>
/// <param name="ValidFrom">From when it runs; null means now. Never in the past: what was charged stays charged.</param>
public sealed record PublishPriceRequest(
    string ProductCode, string Location, UnitPrice Hourly, Money MonthlyCap, DateTimeOffset? ValidFrom = null,
    long SellerId = Prices.DefaultSeller);

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
                && price.Location == request.Location && price.Currency == request.Hourly.Currency && price.ValidFrom == from,
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

    internal static Price Make(PublishPriceRequest request, DateTimeOffset from) => new()
    {
        SellerId = request.SellerId,
        ProductCode = request.ProductCode,
        Location = request.Location,
        Currency = request.Hourly.Currency,
        ValidFrom = from,
        HourlyNano = request.Hourly.Nano,
        MonthlyCapMinor = request.MonthlyCap.Minor,
    };

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

        if (request.Hourly.Nano < 0)
        {
            return new Problem("invalid_input", "hourly must not be negative.", "hourly");
        }

        return request.MonthlyCap.IsNegative || request.MonthlyCap.Currency != request.Hourly.Currency
            ? new Problem("invalid_input", "monthly_cap must not be negative, and in the currency of hourly.", "monthly_cap")
            : null;
    }
}
