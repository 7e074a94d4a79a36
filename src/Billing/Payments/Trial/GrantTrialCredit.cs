using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Credit;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments.Trial;

/// <param name="OrganizationId">The customer.</param>
/// <param name="Amount">Positive, in the customer's currency.</param>
/// <param name="ExpiresAt">UTC; later than now, at most three years.</param>
/// <param name="Reason">1–255 characters, for the books.</param>
/// <param name="OperationKey">The caller's name for this one grant, 1–255 characters: a repetition books nothing more.</param>
public sealed record GrantTrialCreditRequest(
    long OrganizationId, Money Amount, DateTimeOffset ExpiresAt, string Reason, string OperationKey);

/// <summary>
/// Puts credit that expires on a customer's balance, at the seller's expense: sign-up, a promotion's code, staff. Nobody outside
/// is asked, so that it may be a part of the caller's transaction.
/// </summary>
public sealed class GrantTrialCredit(
    BillingDb db, Database database, CustomerLock customers, StoreAttempt store, BookPayment book, TimeProvider clock)
{
    private const int MostYears = 3;

    /// <summary>
    /// Refusals: <c>customer_missing</c>, <c>invalid_input</c>, <c>currency_mismatch</c>, <c>idempotency_key_reused</c> (same
    /// key, other amount or day).
    /// </summary>
    public Task<Result<TrialCredit>> ExecuteAsync(GrantTrialCreditRequest request, CancellationToken ct) =>
        database.InTransactionAsync(() => GrantAsync(request, ct), ct);

    private async Task<Result<TrialCredit>> GrantAsync(GrantTrialCreditRequest request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var stored = await store.ExecuteAsync(
            new TakePaymentRequest(
                CreditProvider.ProviderName, request.OrganizationId, request.Amount, request.Reason, request.OperationKey),
            ct);
        if (stored.Problem is { } problem)
        {
            return problem;
        }

        var attempt = stored.Value.Attempt;
        if (await db.Reachable<TrialCredit>().SingleOrDefaultAsync(row => row.Id == attempt.Id, ct) is { } known)
        {
            return known.ExpiresAt == request.ExpiresAt.ToUniversalTime()
                ? known
                : new Problem("idempotency_key_reused", "This operation key stands for another credit.", "operation_key");
        }

        if (stored.Value.Found)
        {
            return new Problem("idempotency_key_reused", "This operation key stands for another payment.", "operation_key");
        }

        if (request.ExpiresAt <= now || request.ExpiresAt > now.AddYears(MostYears))
        {
            return new Problem("invalid_input", "expires_at must lie in the future, at most three years ahead.", "expires_at");
        }

        var booked = await book.ExecuteAsync(
            attempt.Id, new PaymentOutcome.Succeeded("credit-" + attempt.IdempotencyKey, request.Amount), ct);
        if (booked.Problem is { } refused)
        {
            return refused;
        }

        var credit = new TrialCredit
        {
            Id = attempt.Id,
            OrganizationId = request.OrganizationId,
            AmountMinor = request.Amount.Minor,
            Currency = request.Amount.Currency,
            ExpiresAt = request.ExpiresAt.ToUniversalTime(),
        };
        db.TrialCredits.Add(credit);
        (await customers.TakeAsync(request.OrganizationId, ct))!.HasTrialCredit = true;
        await db.SaveChangesAsync(ct);
        return credit;
    }
}
