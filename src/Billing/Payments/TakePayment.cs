using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Bounds;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Payments;

/// <param name="Provider"><see cref="IPaymentProvider.Name"/>.</param>
/// <param name="OrganizationId">The customer.</param>
/// <param name="Amount">Positive, in the customer's currency.</param>
/// <param name="Reason">1–255 characters.</param>
/// <param name="OperationKey">The caller's name for this one payment, 1–255 characters.</param>
public sealed record TakePaymentRequest(string Provider, long OrganizationId, Money Amount, string Reason, string OperationKey)
{
    /// <summary>Who pays, in the provider's words.</summary>
    public string? Payer { get; init; }

    /// <summary>The stored card or account to charge.</summary>
    public string? Method { get; init; }

    /// <summary>The customer pays on the provider's page.</summary>
    public bool OnPage { get; init; }

    /// <summary>Nobody is present: refused while the customer is parked, and its decline is mailed.</summary>
    public bool Automatic { get; init; }
}

/// <summary>
/// One payment, at most once, whatever dies in between: the attempt is committed, then the provider is asked, then the
/// answer is booked. An attempt found undecided is looked up before anything is charged again.
/// </summary>
public sealed class TakePayment(
    Database database, StoreAttempt store, BookPayment book, ParkCustomer park, IEnumerable<IPaymentProvider> providers,
    TimeProvider clock)
{
    /// <summary>
    /// The attempt, succeeded. Refusals: <c>customer_missing</c>, <c>invalid_input</c>, <c>currency_mismatch</c>,
    /// <c>idempotency_key_reused</c>, <c>customer_parked</c>, <c>daily_charge_cap</c> (an automatic one parks the customer),
    /// <c>payment_declined</c>, <c>payment_unknown</c> (ask again with the same key), <c>payment_processing</c> (the bank takes
    /// days; of an automatic one also: another is undecided), <c>payment_needs_action</c> (the customer must confirm), <c>payment_mismatch</c> (the provider's payment is
    /// another: the attempt keeps it, nothing is booked, staff must look).
    /// Throws <see cref="InvalidOperationException"/> inside a transaction: the attempt must outlive this process.
    /// </summary>
    public async Task<Result<PaymentAttempt>> ExecuteAsync(TakePaymentRequest request, CancellationToken ct)
    {
        if (database.InTransaction)
        {
            throw new InvalidOperationException("A payment cannot be part of a transaction.");
        }

        var provider = providers.Single(provider => provider.Name == request.Provider);
        var stored = await database.InTransactionAsync(() => store.ExecuteAsync(request, ct), ct);
        if (stored.Problem is { } refused)
        {
            if (refused.Code == "daily_charge_cap" && request.Automatic)
            {
                await park.ExecuteAsync(request.OrganizationId, ParkingReason.DailyCharges, ct);
            }

            return refused;
        }

        var (attempt, found) = stored.Value;
        Failpoint.Hit("payment-stored");
        if (!attempt.IsDecided)
        {
            var outcome = await AskAsync(provider, attempt, found, ct);
            Failpoint.Hit("payment-asked");
            var booked = await book.ExecuteAsync(attempt.Id, outcome, ct);
            if (!booked.IsSuccess)
            {
                return booked;
            }

            attempt = booked.Value;
        }

        return Problem(attempt) is { } problem ? problem : attempt;
    }

    private static Problem? Problem(PaymentAttempt attempt) => attempt.State switch
    {
        PaymentState.Succeeded => null,
        PaymentState.Declined => new Problem("payment_declined", $"The payment was declined: {attempt.DeclineCode}."),
        PaymentState.Mismatch => new Problem(
            "payment_mismatch", $"Asked for {attempt.Amount}, but the provider moved {attempt.Reported?.ToString() ?? "something else"}."),
        PaymentState.Processing => new Problem("payment_processing", "The customer's bank has not decided yet."),
        PaymentState.Waiting => new Problem("payment_needs_action", "The customer must confirm the payment."),
        PaymentState.Unknown => new Problem("payment_unknown", "The provider has not answered; ask again with the same key."),
    };

    private async Task<PaymentOutcome> AskAsync(IPaymentProvider provider, PaymentAttempt attempt, bool found, CancellationToken ct)
    {
        var request = PaymentRequest.Of(attempt);
        if (!found)
        {
            return await provider.ChargeAsync(request, ct);
        }

        var known = await provider.LookUpAsync(request, ct);
        if (known is not PaymentOutcome.NeverSeen)
        {
            return known;
        }

        // While the provider knows the key, the same key is the same charge. Later it would be a new one.
        return clock.GetUtcNow() - attempt.CreatedAt < provider.KeysLast
            ? await provider.ChargeAsync(request, ct)
            : new PaymentOutcome.Declined("never_sent");
    }
}
