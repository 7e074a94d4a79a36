using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;

namespace Hostelry.Billing.Payments;

/// <param name="IdempotencyKey">Derived from the stored attempt; the same key is the same payment.</param>
/// <param name="OrganizationId">Whose payment it is; compared with what the provider reports.</param>
/// <param name="Amount">Positive.</param>
public sealed record PaymentRequest(string IdempotencyKey, long OrganizationId, Money Amount);

/// <summary>What a provider says about a payment.</summary>
public abstract record PaymentOutcome
{
    private PaymentOutcome()
    {
    }

    /// <summary>Money moved: exactly this amount.</summary>
    public sealed record Succeeded(string Reference, Money Amount) : PaymentOutcome;

    /// <summary>Refused for good; <paramref name="Code"/> is stable.</summary>
    public sealed record Declined(string Code) : PaymentOutcome;

    /// <summary>A timeout or an outage: it may have happened. Look it up; never repeat blindly.</summary>
    public sealed record Unknown : PaymentOutcome;

    /// <summary>Only from a look-up: the provider has never seen the key, so charging is safe.</summary>
    public sealed record NeverSeen : PaymentOutcome;
}

/// <summary>Where money comes from: credit granted by staff (<see cref="Credit.CreditProvider"/>), later Stripe.</summary>
public interface IPaymentProvider
{
    /// <summary>Stored with attempts; never changed.</summary>
    string Name { get; }

    /// <summary>The account that gives what the customer's balance gains.</summary>
    AccountKind Source { get; }

    /// <summary>Takes the money. Called outside any transaction, after the attempt has been committed.</summary>
    Task<PaymentOutcome> ChargeAsync(PaymentRequest request, CancellationToken ct);

    /// <summary>What became of an earlier charge; moves nothing.</summary>
    Task<PaymentOutcome> LookUpAsync(PaymentRequest request, CancellationToken ct);
}
