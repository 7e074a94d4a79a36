using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Payments;

public enum PaymentState
{
    /// <summary>Stored, perhaps sent: nobody knows until the provider has been asked.</summary>
    Unknown,

    /// <summary>Under way at the customer's bank, for days perhaps (SEPA).</summary>
    Processing,

    /// <summary>The customer has to act: confirm at the bank (3-D Secure), finish the payment page.</summary>
    Waiting,

    Succeeded,

    Declined,

    /// <summary>The provider's payment is not the one asked for (amount, currency, payer, account, mode): nothing is booked, staff must look.</summary>
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

    /// <summary>Who pays, in the provider's words (Stripe's <c>cus_…</c>); what it reports must say the same.</summary>
    public string? Payer { get; init; }

    /// <summary>The stored card or account that is charged, the provider's id; part of the request's body, so fixed here.</summary>
    public string? Method { get; init; }

    /// <summary>The customer pays on the provider's page; we never charge.</summary>
    public bool OnPage { get; init; }

    /// <summary>Charged by us while the customer was away: top-ups by themselves, dunning.</summary>
    public bool Automatic { get; init; }

    public PaymentState State { get; set; } = PaymentState.Unknown;

    /// <summary>When an undecided attempt is looked up next, and how often it was.</summary>
    public DateTimeOffset? NextLookAt { get; set; }

    public int Looks { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>The provider's own id of the payment.</summary>
    public string? ProviderReference { get; set; }

    public string? DeclineCode { get; set; }

    /// <summary>Of a mismatch: <c>amount</c>, <c>currency</c>, <c>payer</c>, <c>account</c>, <c>mode</c>.</summary>
    public string? MismatchOf { get; set; }

    /// <summary>Of a mismatch: what the provider says it moved, in minor units of <see cref="ReportedCurrency"/>.</summary>
    public long? ReportedMinor { get; set; }

    public Currency? ReportedCurrency { get; set; }

    /// <summary>When what the provider kept of it was booked, or known to be nothing; null before, and where there is no provider.</summary>
    public DateTimeOffset? FeeBookedAt { get; set; }

    public Money Amount => new(AmountMinor, Currency);

    public Money? Reported => ReportedMinor is { } minor ? new Money(minor, ReportedCurrency!) : null;

    /// <summary>Nobody needs to ask the provider any more.</summary>
    public bool IsDecided => State is PaymentState.Succeeded or PaymentState.Declined or PaymentState.Mismatch;

    public string IdempotencyKey => Id.ToString("N");
}
