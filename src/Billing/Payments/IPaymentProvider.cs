using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;

namespace Hostelry.Billing.Payments;

/// <summary>A stored attempt, as a provider needs to see it.</summary>
/// <param name="IdempotencyKey">Derived from the stored attempt; the same key is the same payment.</param>
/// <param name="OrganizationId">Whose payment it is.</param>
/// <param name="Amount">Positive.</param>
public sealed record PaymentRequest(string IdempotencyKey, long OrganizationId, Money Amount)
{
    /// <summary>Who pays, in the provider's own words; compared with what it reports. Null for credit.</summary>
    public string? Payer { get; init; }

    /// <summary>The stored card or bank account to charge, the provider's id.</summary>
    public string? Method { get; init; }

    /// <summary>The provider's id of the payment, once it is known.</summary>
    public string? Reference { get; init; }

    /// <summary>The customer pays on a page of the provider's; we never charge.</summary>
    public bool OnPage { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    internal static PaymentRequest Of(PaymentAttempt attempt) => new(attempt.IdempotencyKey, attempt.OrganizationId, attempt.Amount)
    {
        Payer = attempt.Payer,
        Method = attempt.Method,
        Reference = attempt.ProviderReference,
        OnPage = attempt.OnPage,
        CreatedAt = attempt.CreatedAt,
    };
}

/// <summary>What a provider says about a payment.</summary>
public abstract record PaymentOutcome
{
    private PaymentOutcome()
    {
    }

    /// <summary>Money moved: exactly this amount.</summary>
    public sealed record Succeeded(string Reference, Money Amount) : PaymentOutcome;

    /// <summary>Refused for good; <paramref name="Code"/> is stable.</summary>
    public sealed record Declined(string Code, string? Reference = null) : PaymentOutcome;

    /// <summary>Under way at the bank, for days perhaps: neither paid nor refused.</summary>
    public sealed record Processing(string Reference) : PaymentOutcome;

    /// <summary>The customer must do something: confirm at the bank, finish the page.</summary>
    public sealed record Waiting(string? Reference) : PaymentOutcome;

    /// <summary>The provider's payment is not the one that was asked for: <paramref name="What"/> is <c>amount</c>,
    /// <c>currency</c>, <c>payer</c>, <c>account</c> or <c>mode</c>. It pays nothing.</summary>
    public sealed record Mismatch(string Reference, string What, Money? Reported) : PaymentOutcome;

    /// <summary>A timeout or an outage: it may have happened. Look it up; never repeat blindly.</summary>
    public sealed record Unknown : PaymentOutcome;

    /// <summary>Only from a look-up: the provider has never seen the key, so charging is safe.</summary>
    public sealed record NeverSeen : PaymentOutcome;
}

/// <summary>
/// Where money comes from: credit granted by staff (<see cref="Credit.CreditProvider"/>), transfers that staff saw
/// (<see cref="Bank.BankProvider"/>), cards and debits (<see cref="Stripe.StripeProvider"/>).
/// </summary>
public interface IPaymentProvider
{
    /// <summary>Stored with attempts; never changed.</summary>
    string Name { get; }

    /// <summary>The account that gives what the customer's balance gains.</summary>
    AccountKind Source { get; }

    /// <summary>
    /// How long the provider knows a key: until then charging again with it is the same charge. An older attempt that it has
    /// never seen is given up.
    /// </summary>
    TimeSpan KeysLast { get; }

    /// <summary>Takes the money. Called outside any transaction, after the attempt has been committed.</summary>
    Task<PaymentOutcome> ChargeAsync(PaymentRequest request, CancellationToken ct);

    /// <summary>What became of an earlier charge; moves nothing.</summary>
    Task<PaymentOutcome> LookUpAsync(PaymentRequest request, CancellationToken ct);

    /// <summary>Ends a payment that waits for its customer for too long. What it answers is booked as any other answer.</summary>
    Task<PaymentOutcome> GiveUpAsync(PaymentRequest request, CancellationToken ct) => LookUpAsync(request, ct);
}
