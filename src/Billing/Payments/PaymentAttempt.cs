using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Payments;

public enum PaymentState
{
    /// <summary>Stored, perhaps sent: nobody knows until the provider has been asked.</summary>
    Unknown,

    Succeeded,

    Declined,

    /// <summary>The provider moved another amount than was asked for: nothing is booked, staff must look.</summary>
    Mismatch,
}

/// <summary>
/// One intent to take or grant money, stored before the provider is called. The provider's idempotency key is this row's
/// id, so a repetition can never be a second payment.
/// </summary>
public sealed class PaymentAttempt : ITenantRow
{
    /// <summary>Version 7.</summary>
    public required Guid Id { get; init; }

    public required long OrganizationId { get; init; }

    /// <summary><see cref="IPaymentProvider.Name"/>.</summary>
    public required string Provider { get; init; }

    /// <summary>The caller's name for this intent; unique per organization.</summary>
    public required string OperationKey { get; init; }

    public required long AmountMinor { get; init; }

    public required Currency Currency { get; init; }

    public required string Reason { get; init; }

    public required string Actor { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public PaymentState State { get; set; } = PaymentState.Unknown;

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>The provider's own id of the payment.</summary>
    public string? ProviderReference { get; set; }

    public string? DeclineCode { get; set; }

    /// <summary>Of a mismatch: what the provider says it moved, in minor units of <see cref="ReportedCurrency"/>.</summary>
    public long? ReportedMinor { get; set; }

    public Currency? ReportedCurrency { get; set; }

    public Money Amount => new(AmountMinor, Currency);

    public Money? Reported => ReportedMinor is { } minor ? new Money(minor, ReportedCurrency!) : null;

    public string IdempotencyKey => Id.ToString("N");
}
