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
    /// <summary>The meter of outgoing traffic, in bytes.</summary>
    private const string Traffic = "traffic_out";

    private ILookup<string, Price>? _byProduct;

    /// <summary>The organization's currency; known after the first look.</summary>
    public Currency Currency { get; private set; } = Currency.Of("EUR");

    /// <summary>Prices of a product, one per location; empty when it has none.</summary>
    public async Task<IReadOnlyList<LocationPriceResponse>> OfAsync(string productCode, CancellationToken ct)
    {
        var all = _byProduct ??= await LoadAsync(ct);
        return
        [
            .. all[productCode].Where(price => price.Kind == PriceKind.Hour).Select(price => LocationPriceResponse.Of(
                price,
                Meter(all, Prices.MeterCode(productCode, Traffic), price.Location)
                    ?? Meter(all, Prices.MeterCode(Traffic), price.Location))),
        ];
    }

    private static Price? Meter(ILookup<string, Price> all, string code, string location) =>
        all[code].FirstOrDefault(price => price.Location == location);

    private async Task<ILookup<string, Price>> LoadAsync(CancellationToken ct)
    {
        var organization = caller.Project.OrganizationId;
        Currency = await db.Set<Customer>().Where(customer => customer.OrganizationId == organization)
            .Select(customer => customer.Currency).FirstOrDefaultAsync(ct) ?? Currency;
        var current = await prices.CurrentAsync(Currency, clock.GetUtcNow(), ct, caller.Project.SellerId);
        return current.ToLookup(price => price.ProductCode, StringComparer.Ordinal);
    }
}

/// <summary>
/// Prices as decimal texts, net both: which tax an invoice adds depends on who buys (docs/billing.md), a price list cannot know it.
/// </summary>
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
    private const long Terabyte = 1_000_000_000_000;

    /// <param name="price">Of begun hours.</param>
    /// <param name="traffic">What its outgoing traffic costs; null: it is not counted.</param>
    public static LocationPriceResponse Of(Price price, Price? traffic) => new(
        price.Location,
        AmountResponse.Of(price.Unit.ToDecimal()),
        AmountResponse.Of((decimal)price.MonthlyCap.Minor / price.Currency.MinorUnits),
        traffic is null ? AmountResponse.Zero : AmountResponse.Of(traffic.Unit.ToDecimal() * Terabyte / traffic.UnitSize),
        traffic?.Allowance ?? 0);
}
