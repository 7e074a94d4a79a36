using System.Globalization;

using Hostelry.Billing;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Portal.Api.Shared;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Api.Pricing;

/// <summary>What the caller's organization pays at present, read once per request.</summary>
public sealed class PriceTags(BillingDb db, Prices prices, ApiCaller caller, TimeProvider clock)
{
    private ILookup<string, Price>? _byProduct;

    /// <summary>The organization's currency; known after the first look.</summary>
    public Currency Currency { get; private set; } = Currency.Of("EUR");

    /// <summary>Prices of a product, one per location; empty when it has none.</summary>
    public async Task<IReadOnlyList<LocationPriceResponse>> OfAsync(string productCode, CancellationToken ct)
    {
        var all = _byProduct ??= await LoadAsync(ct);
        return [.. all[productCode].Select(LocationPriceResponse.Of)];
    }

    private async Task<ILookup<string, Price>> LoadAsync(CancellationToken ct)
    {
        var organization = caller.Project.OrganizationId;
        Currency = await db.Set<Customer>().Where(customer => customer.OrganizationId == organization)
            .Select(customer => customer.Currency).FirstOrDefaultAsync(ct) ?? Currency;
        var current = await prices.CurrentAsync(Currency, clock.GetUtcNow(), ct, caller.Project.SellerId);
        return current.ToLookup(price => price.ProductCode, StringComparer.Ordinal);
    }
}

/// <summary>Prices as decimal texts. No tax is raised yet, so net and gross are the same.</summary>
public sealed record AmountResponse(string Net, string Gross)
{
    public static AmountResponse Of(decimal amount)
    {
        var text = amount.ToString("F10", CultureInfo.InvariantCulture);
        return new AmountResponse(text, text);
    }

    public static AmountResponse Zero { get; } = Of(0);
}

public sealed record LocationPriceResponse(
    string Location,
    AmountResponse PriceHourly,
    AmountResponse PriceMonthly,
    AmountResponse PricePerTbTraffic,
    long IncludedTraffic)
{
    public static LocationPriceResponse Of(Price price) => new(
        price.Location,
        AmountResponse.Of(price.Hourly.ToDecimal()),
        AmountResponse.Of((decimal)price.MonthlyCap.Minor / price.Currency.MinorUnits),
        AmountResponse.Zero,
        0);
}
