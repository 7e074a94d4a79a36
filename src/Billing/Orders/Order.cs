using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Orders;

/// <summary>What a customer asked for and when; the subscription that follows from it points here. Never changed.</summary>
public sealed class Order : ITenantRow
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>Who ordered: <c>user:12</c>, <c>token:7</c>.</summary>
    public required string Actor { get; init; }

    public required string ProductCode { get; init; }

    public required string Location { get; init; }

    /// <summary>The price version that ran when the order was committed; the subscription starts with it.</summary>
    public required long PriceId { get; init; }
}
