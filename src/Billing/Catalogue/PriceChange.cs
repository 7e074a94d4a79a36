namespace Hostelry.Billing.Catalogue;

/// <summary>
/// An announced change: from <see cref="ChangeAt"/> on, subscriptions that run at an earlier version of the same product,
/// location and currency pay the new one. Written once.
/// </summary>
public sealed class PriceChange
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    public Price? Price { get; init; }

    /// <summary>The new version.</summary>
    public long PriceId { get; init; }

    /// <summary>When it was announced: the notice is what <see cref="Subscriptions.AnnouncedChanges"/> shows from then on.</summary>
    public required DateTimeOffset AnnouncedAt { get; init; }

    /// <summary>The first instant of a month (UTC).</summary>
    public required DateTimeOffset ChangeAt { get; init; }
}
