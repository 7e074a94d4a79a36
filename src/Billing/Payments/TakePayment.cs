using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments;

/// <param name="Provider"><see cref="IPaymentProvider.Name"/>.</param>
/// <param name="OrganizationId">The customer.</param>
/// <param name="Amount">Positive, in the customer's currency.</param>
/// <param name="Reason">1–255 characters.</param>
/// <param name="OperationKey">The caller's name for this one payment, 1–255 characters.</param>
public sealed record TakePaymentRequest(string Provider, long OrganizationId, Money Amount, string Reason, string OperationKey);

/// <summary>
/// One payment, at most once, whatever dies in between: the attempt is committed, then the provider is asked, then the
/// answer is booked. An attempt found undecided is looked up before anything is charged again.
/// </summary>
public sealed class TakePayment(
    BillingDb db, Database database, CustomerLock customers, Journal journal, IEnumerable<IPaymentProvider> providers,
    AuditLog audit, TimeProvider clock)
{
    /// <summary>
    /// The attempt, succeeded. Refusals: <c>customer_missing</c>, <c>invalid_input</c>, <c>currency_mismatch</c>,
    /// <c>idempotency_key_reused</c>, <c>payment_declined</c>, <c>payment_unknown</c> (ask again with the same key),
    /// <c>payment_mismatch</c> (the provider moved another amount: the attempt keeps it, nothing is booked, staff must look).
    /// Throws <see cref="InvalidOperationException"/> inside a transaction: the attempt must outlive this process.
    /// </summary>
    public async Task<Result<PaymentAttempt>> ExecuteAsync(TakePaymentRequest request, CancellationToken ct)
    {
        if (database.InTransaction)
        {
            throw new InvalidOperationException("A payment cannot be part of a transaction.");
        }

        var provider = providers.Single(provider => provider.Name == request.Provider);
        var stored = await database.InTransactionAsync(() => StoreAsync(request, ct), ct);
        if (!stored.IsSuccess)
        {
            return stored.Problem!;
        }

        var (attempt, found) = stored.Value;
        Failpoint.Hit("payment-stored");
        if (attempt.State == PaymentState.Unknown)
        {
            var outcome = await AskAsync(provider, attempt, found, ct);
            Failpoint.Hit("payment-asked");
            var booked = await database.InTransactionAsync(() => BookAsync(provider, attempt.Id, outcome, ct), ct);
            if (!booked.IsSuccess)
            {
                return booked;
            }

            attempt = booked.Value;
        }

        return attempt.State switch
        {
            PaymentState.Declined => new Problem("payment_declined", $"The payment was declined: {attempt.DeclineCode}."),
            PaymentState.Mismatch => new Problem(
                "payment_mismatch", $"Asked for {attempt.Amount}, but the provider moved {attempt.Reported}."),
            PaymentState.Unknown or PaymentState.Succeeded => attempt,
        };
    }

    private static async Task<PaymentOutcome> AskAsync(
        IPaymentProvider provider, PaymentAttempt attempt, bool found, CancellationToken ct)
    {
        var request = new PaymentRequest(attempt.IdempotencyKey, attempt.OrganizationId, attempt.Amount);
        if (found && await provider.LookUpAsync(request, ct) is var known and not PaymentOutcome.NeverSeen)
        {
            return known;
        }

        return await provider.ChargeAsync(request, ct);
    }

    private async Task<Result<(PaymentAttempt Attempt, bool Found)>> StoreAsync(TakePaymentRequest request, CancellationToken ct)
    {
        if (await customers.TakeAsync(request.OrganizationId, ct) is not { } customer)
        {
            return CustomerProblems.Missing;
        }

        if (Check(request, customer) is { } problem)
        {
            return problem;
        }

        var known = await db.Reachable<PaymentAttempt>().SingleOrDefaultAsync(
            attempt => attempt.OrganizationId == request.OrganizationId && attempt.OperationKey == request.OperationKey, ct);
        if (known is not null)
        {
            return known.Amount == request.Amount && known.Provider == request.Provider
                ? (known, true)
                : new Problem("idempotency_key_reused", "This operation key stands for another payment.", "operation_key");
        }

        var now = clock.GetUtcNow();
        var attempt = new PaymentAttempt
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = request.OrganizationId,
            Provider = request.Provider,
            OperationKey = request.OperationKey,
            AmountMinor = request.Amount.Minor,
            Currency = request.Amount.Currency,
            Reason = request.Reason,
            Actor = db.Tenant.Actor,
            CreatedAt = now,
        };
        db.PaymentAttempts.Add(attempt);
        await db.SaveChangesAsync(ct);
        return (attempt, false);
    }

    private async Task<Result<PaymentAttempt>> BookAsync(
        IPaymentProvider provider, Guid attemptId, PaymentOutcome outcome, CancellationToken ct)
    {
        // Two callers with one key may both have asked: the row decides who books, under the customer's lock.
        var attempt = await db.Reachable<PaymentAttempt>().SingleAsync(attempt => attempt.Id == attemptId, ct);
        var customer = await customers.TakeAsync(attempt.OrganizationId, ct)
            ?? throw new InvalidOperationException($"Attempt {attemptId} has lost its customer.");
        await db.Entry(attempt).ReloadAsync(ct);
        if (attempt.State != PaymentState.Unknown)
        {
            return attempt;
        }

        switch (outcome)
        {
            case PaymentOutcome.Succeeded succeeded when succeeded.Amount == attempt.Amount:
                attempt.State = PaymentState.Succeeded;
                attempt.ProviderReference = succeeded.Reference;
                attempt.DecidedAt = clock.GetUtcNow();
                await journal.PostAsync(
                    customer,
                    attempt.Provider,
                    attempt.IdempotencyKey,
                    [new Posting(AccountKind.Prepaid, attempt.Amount), new Posting(provider.Source, -attempt.Amount)],
                    ct);
                audit.Add("payment." + attempt.Provider, attempt.OrganizationId, $"payment:{attempt.IdempotencyKey}");
                await db.SaveChangesAsync(ct);
                return attempt;
            case PaymentOutcome.Succeeded other:
                attempt.State = PaymentState.Mismatch;
                attempt.ProviderReference = other.Reference;
                attempt.ReportedMinor = other.Amount.Minor;
                attempt.ReportedCurrency = other.Amount.Currency;
                attempt.DecidedAt = clock.GetUtcNow();
                audit.Add("payment.mismatch", attempt.OrganizationId, $"payment:{attempt.IdempotencyKey}");
                await db.SaveChangesAsync(ct);
                return attempt;
            case PaymentOutcome.Declined declined:
                attempt.State = PaymentState.Declined;
                attempt.DeclineCode = declined.Code;
                attempt.DecidedAt = clock.GetUtcNow();
                await db.SaveChangesAsync(ct);
                return attempt;
            default:
                return new Problem("payment_unknown", "The provider has not answered; ask again with the same key.");
        }
    }

    private static Problem? Check(TakePaymentRequest request, Customer customer)
    {
        if (request.Amount.Currency != customer.Currency)
        {
            return new Problem("currency_mismatch", $"amount must be in {customer.Currency}.", "amount");
        }

        if (request.Amount.Minor <= 0)
        {
            return new Problem("invalid_input", "amount must be positive.", "amount");
        }

        if (request.Reason.Length is < 1 or > 255)
        {
            return new Problem("invalid_input", "reason must have 1 to 255 characters.", "reason");
        }

        return request.OperationKey.Length is < 1 or > 255
            ? new Problem("invalid_input", "operation_key must have 1 to 255 characters.", "operation_key")
            : null;
    }
}
