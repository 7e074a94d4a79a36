namespace Hostelry.Portal.Api.Pricing;

public sealed record PricingResponse(PriceListResponse Pricing);

/// <summary>The whole price list. What is not sold here costs nothing and lists nothing; clients need the fields.</summary>
public sealed record PriceListResponse(
    string Currency,
    string VatRate,
    PerGigabyteResponse Image,
    MonthlyResponse FloatingIp,
    IReadOnlyList<object> FloatingIps,
    IReadOnlyList<object> PrimaryIps,
    TrafficResponse Traffic,
    BackupResponse ServerBackup,
    IReadOnlyList<ServerTypePricesResponse> ServerTypes,
    IReadOnlyList<object> LoadBalancerTypes,
    PerGigabyteResponse Volume)
{
    public static PriceListResponse Of(string currency, IReadOnlyList<ServerTypePricesResponse> types) => new(
        currency,
        "0.00",
        new PerGigabyteResponse(AmountResponse.Zero),
        new MonthlyResponse(AmountResponse.Zero),
        [],
        [],
        new TrafficResponse(AmountResponse.Zero),
        new BackupResponse("0.00"),
        types,
        [],
        new PerGigabyteResponse(AmountResponse.Zero));
}

public sealed record PerGigabyteResponse(AmountResponse PricePerGbMonth);

public sealed record MonthlyResponse(AmountResponse PriceMonthly);

public sealed record TrafficResponse(AmountResponse PricePerTb);

public sealed record BackupResponse(string Percentage);

public sealed record ServerTypePricesResponse(long Id, string Name, IReadOnlyList<LocationPriceResponse> Prices);
