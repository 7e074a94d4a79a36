using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Rating;

/// <summary>A price version, as rating needs it.</summary>
public sealed record Tariff(long PriceId, string ProductCode, UnitPrice Hourly, Money MonthlyCap);

/// <summary>A tariff from–to (UTC, half-open); <paramref name="To"/> is null while it runs.</summary>
public sealed record ItemFacts(Tariff Tariff, DateTimeOffset From, DateTimeOffset? To);

/// <summary>
/// What there is to know of one subscription: its items in order, each starting where the one before ended. The first
/// one's start is the moment of readiness, from which hours are counted.
/// </summary>
public sealed record SubscriptionFacts(long SubscriptionId, string Description, IReadOnlyList<ItemFacts> Items);

/// <summary>The charge of one subscription at one price version in one period.</summary>
/// <param name="SubscriptionId">Whose.</param>
/// <param name="Description">As printed.</param>
/// <param name="Tariff">The price version.</param>
/// <param name="From">Start of use within the period.</param>
/// <param name="To">End of use within the period, exclusive.</param>
/// <param name="Hours">Begun hours charged at this price.</param>
/// <param name="Amount">Hours × hourly price, rounded half away from zero, or less where a cap bites.</param>
/// <param name="Capped">Whether a cap made it less.</param>
public sealed record RatedLine(
    long SubscriptionId, string Description, Tariff Tariff, DateTimeOffset From, DateTimeOffset To, long Hours, Money Amount,
    bool Capped);
