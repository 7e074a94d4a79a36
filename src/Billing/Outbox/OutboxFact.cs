using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Outbox;

/// <summary>
/// "Look at this subscription again": whoever handles it asks <see cref="Subscriptions.SubscriptionStanding"/> and acts on
/// the answer, so order and repetition do not matter.
/// </summary>
public sealed class OutboxFact : ITenantRow
{
    /// <summary>Version 7, so that ids follow time.</summary>
    public required Guid Id { get; init; }

    public required long OrganizationId { get; init; }

    public required long SubscriptionId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null until the pump has acted.</summary>
    public DateTimeOffset? HandledAt { get; set; }
}
