using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Payments.Credit;

/// <param name="OrganizationId">The customer.</param>
/// <param name="Amount">Positive, in the customer's currency.</param>
/// <param name="Reason">1–255 characters, for the books.</param>
/// <param name="OperationKey">The caller's name for this one grant, 1–255 characters: a repetition books nothing more.</param>
public sealed record GrantCreditRequest(long OrganizationId, Money Amount, string Reason, string OperationKey);

/// <summary>Staff puts money on a customer's balance, at the seller's expense. The actor is the scope's.</summary>
public sealed class GrantCredit(TakePayment payment, AfterPayment after)
{
    /// <summary>
    /// The attempt, succeeded; a pause for lack of funds that is over ends at once. Refusals: <c>customer_missing</c>,
    /// <c>invalid_input</c>, <c>currency_mismatch</c>, <c>idempotency_key_reused</c> (same key, other amount).
    /// </summary>
    public async Task<Result<PaymentAttempt>> ExecuteAsync(GrantCreditRequest request, CancellationToken ct)
    {
        var paid = await payment.ExecuteAsync(
            new TakePaymentRequest(
                CreditProvider.ProviderName, request.OrganizationId, request.Amount, request.Reason, request.OperationKey),
            ct);
        if (paid.IsSuccess)
        {
            // Only a convenience: when the process dies here, the next billing tick does it.
            await after.ExecuteAsync(request.OrganizationId, ct);
        }

        return paid;
    }
}
