using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments.Refunds;

/// <param name="Kind">Credit or refund.</param>
/// <param name="OrganizationId">The customer.</param>
/// <param name="AttemptId">Of a refund: the payment that goes back; else null.</param>
/// <param name="Amount">Positive, in the customer's currency.</param>
/// <param name="Reason">1–255 characters.</param>
/// <param name="OperationKey">1–255 characters; a repetition finds the same request.</param>
public sealed record MoneyWish(
    MoneyRequestKind Kind, long OrganizationId, Guid? AttemptId, Money Amount, string Reason, string OperationKey);

/// <summary>A member of staff wants to give money. Small wishes are granted at once, large ones wait for a second member.</summary>
public sealed class RequestMoney(
    BillingDb db, Database database, CustomerLock customers, Refundable refundable, HoldRefund hold, SecondMember second,
    TimeProvider clock)
{
    /// <summary>
    /// The request, <c>Requested</c> or <c>Approved</c>. Refusals: <c>customer_missing</c>, <c>invalid_input</c> (also of a
    /// refund that Stripe cannot carry: a third digit that is not zero), <c>currency_mismatch</c>, <c>idempotency_key_reused</c>, <c>payment_missing</c> (no such payment of this customer that
    /// can go back), <c>refund_too_large</c> (more than is left of the payment or unspent of it).
    /// </summary>
    public Task<Result<MoneyRequest>> ExecuteAsync(MoneyWish wish, CancellationToken ct) =>
        database.InTransactionAsync(() => RequestAsync(wish, ct), ct);

    private async Task<Result<MoneyRequest>> RequestAsync(MoneyWish wish, CancellationToken ct)
    {
        if (await customers.TakeAsync(wish.OrganizationId, ct) is not { } customer)
        {
            return CustomerProblems.Missing;
        }

        if (Check(wish, customer) is { } problem)
        {
            return problem;
        }

        var known = await db.Reachable<MoneyRequest>().SingleOrDefaultAsync(
            request => request.OrganizationId == wish.OrganizationId && request.OperationKey == wish.OperationKey, ct);
        if (known is not null)
        {
            return known.Kind == wish.Kind && known.Amount == wish.Amount && known.AttemptId == wish.AttemptId
                ? known
                : new Problem("idempotency_key_reused", "This operation key stands for another request.", "operation_key");
        }

        if (wish.Kind == MoneyRequestKind.Refund && await refundable.ProblemAsync(customer, wish.AttemptId, wish.Amount, ct) is { } tooMuch)
        {
            return tooMuch;
        }

        var now = clock.GetUtcNow();
        var request = new MoneyRequest
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = wish.OrganizationId,
            Kind = wish.Kind,
            OperationKey = wish.OperationKey,
            AttemptId = wish.AttemptId,
            AmountMinor = wish.Amount.Minor,
            Currency = wish.Amount.Currency,
            Reason = wish.Reason,
            RequestedBy = db.Tenant.Actor,
            RequestedAt = now,
        };
        db.MoneyRequests.Add(request);
        hold.Requested(request);
        if (!await second.IsNeededAsync(customer, wish.Amount, ct))
        {
            await hold.ApproveAsync(customer, request, ct);
        }

        await db.SaveChangesAsync(ct);
        return request;
    }

    private static Problem? Check(MoneyWish wish, Customer customer)
    {
        if (wish.Amount.Currency != customer.Currency)
        {
            return new Problem("currency_mismatch", $"amount must be in {customer.Currency}.", "amount");
        }

        if (wish.Amount.Minor <= 0)
        {
            return new Problem("invalid_input", "amount must be positive.", "amount");
        }

        if (wish.Kind == MoneyRequestKind.Refund && StripeAmount.ToStripe(wish.Amount) is null)
        {
            return new Problem("invalid_input", "amount must end in a zero digit: Stripe carries no other in this currency.", "amount");
        }

        if (wish.Reason.Length is < 1 or > 255)
        {
            return new Problem("invalid_input", "reason must have 1 to 255 characters.", "reason");
        }

        return wish.OperationKey.Length is < 1 or > 255
            ? new Problem("invalid_input", "operation_key must have 1 to 255 characters.", "operation_key")
            : null;
    }
}
