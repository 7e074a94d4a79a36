using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Disputes;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Billing.Payments.Wallet;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments.Refunds;

/// <summary>How much of a payment can still go back; asked under the customer's lock.</summary>
public sealed class Refundable(BillingDb db, Purse purse)
{
    /// <param name="customer">Locked.</param>
    /// <param name="attemptId">The payment that is to go back.</param>
    /// <param name="amount">How much of it.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="but">A request that is being decided: what it asks for is not counted against itself.</param>
    internal async Task<Problem?> ProblemAsync(
        Customer customer, Guid? attemptId, Money amount, CancellationToken ct, Guid? but = null)
    {
        var attempt = await db.Reachable<PaymentAttempt>().AsNoTracking().SingleOrDefaultAsync(
            attempt => attempt.Id == attemptId && attempt.OrganizationId == customer.OrganizationId
                && attempt.Provider == StripeProvider.ProviderName && attempt.State == PaymentState.Succeeded,
            ct);
        if (attempt is null)
        {
            return new Problem("payment_missing", "There is no such payment of this customer that can go back.", "payment");
        }

        var asked = await db.Reachable<MoneyRequest>()
            .Where(request => request.AttemptId == attemptId && request.Id != but
                && request.State != MoneyRequestState.Failed && request.State != MoneyRequestState.Rejected)
            .SumAsync(request => request.AmountMinor, ct);
        var disputed = await db.Reachable<Dispute>()
            .Where(dispute => dispute.AttemptId == attemptId && dispute.State != DisputeState.Won)
            .SumAsync(dispute => dispute.AmountMinor, ct);
        var left = attempt.Amount - new Money(asked + disputed, attempt.Currency);
        var waiting = await db.Reachable<MoneyRequest>()
            .Where(request => request.OrganizationId == customer.OrganizationId && request.Kind == MoneyRequestKind.Refund
                && request.State == MoneyRequestState.Requested && request.Id != but)
            .SumAsync(request => request.AmountMinor, ct);
        var unspent = await purse.PaidAndUnspentAsync(customer, ct) - new Money(waiting, customer.Currency);
        return amount > left || amount > unspent
            ? new Problem("refund_too_large", $"At most {Money.Max(Money.Min(left, unspent), Money.Zero(customer.Currency))} of this payment can go back.", "amount")
            : null;
    }
}
