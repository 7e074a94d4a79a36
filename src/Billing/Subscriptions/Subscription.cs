using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Orders;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Subscriptions;

/// <summary>Pending → active at <see cref="Subscription.ReadyAt"/> → ended; a pending one may end without a charge.</summary>
public enum SubscriptionState
{
    Pending,
    Active,
    Ended,
}

/// <summary>What one resource costs, item by item. Charged from ready to ended, half-open.</summary>
public sealed class Subscription : ITenantRow
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public Order? Order { get; init; }

    public long OrderId { get; init; }

    /// <summary><c>server</c>, <c>volume</c>, …</summary>
    public required string ResourceKind { get; init; }

    /// <summary>The resource's id in its own room: one for ever.</summary>
    public required long ResourceId { get; init; }

    public required string Location { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>As printed on invoices.</summary>
    public required string Description { get; set; }

    public SubscriptionState State { get; set; } = SubscriptionState.Pending;

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The start of the first paid hour; every later hour is counted from it.</summary>
    public DateTimeOffset? ReadyAt { get; set; }

    /// <summary>The operation whose recorded observation set <see cref="ReadyAt"/>.</summary>
    public long? ReadyOperationId { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The subscription that this one's price is a part of (backups of a server); null for all others.</summary>
    public long? OfSubscriptionId { get; init; }

    /// <summary>The end of the minimum commitment of its price, counted from readiness; null: none, or not ready.</summary>
    public DateTimeOffset? CommittedUntil { get; set; }

    /// <summary>The price that an accepted change will bring: funds are held for it until it is done or cancelled.</summary>
    public long? PlannedPriceId { get; set; }

    public Price? PlannedPrice { get; init; }

    /// <summary>In the order in which they followed each other; never empty.</summary>
    public List<SubscriptionItem> Items { get; } = [];
}

/// <summary>One product at one price version, from–to. The next item starts where this one ends.</summary>
public sealed class SubscriptionItem : ITenantRow
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public Subscription? Subscription { get; init; }

    public long SubscriptionId { get; init; }

    public required string ProductCode { get; init; }

    /// <summary>Units: gigabytes, addresses; 1 for a thing that is one.</summary>
    public long Quantity { get; init; } = 1;

    public required long PriceId { get; init; }

    public Price? Price { get; init; }

    /// <summary>Null while the subscription is pending.</summary>
    public DateTimeOffset? From { get; set; }

    /// <summary>Exclusive; null while it runs.</summary>
    public DateTimeOffset? To { get; set; }
}
