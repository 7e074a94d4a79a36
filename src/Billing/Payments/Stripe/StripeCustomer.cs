using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Payments.Stripe;

/// <summary>A customer as Stripe knows it. Cards stay there; this id is all we keep.</summary>
public sealed class StripeCustomer : ITenantRow
{
    public required long OrganizationId { get; init; }

    /// <summary>Of real money or of tests: another key never meets the other's customers.</summary>
    public required bool Livemode { get; init; }

    /// <summary><c>cus_…</c>.</summary>
    public required string Reference { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
