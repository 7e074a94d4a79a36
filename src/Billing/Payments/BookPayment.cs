using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments;

/// <summary>
/// Writes what a provider says about an attempt, whoever asked it and in whatever order: our own call, a webhook, the
/// look-up of what was left unknown. Money is booked once, under the customer's lock.
/// </summary>
public sealed class BookPayment(
    BillingDb db, Database database, CustomerLock customers, Journal journal, IEnumerable<IPaymentProvider> providers,
    PaymentTrail trail, TimeProvider clock)
{
    /// <summary>
    /// The attempt as it is now. Only success is final against everything: a payment that was given up or declined, and is
    /// paid after all, is booked, because the money has moved.
    /// </summary>
    public Task<Result<PaymentAttempt>> ExecuteAsync(Guid attemptId, PaymentOutcome outcome, CancellationToken ct) =>
        database.InTransactionAsync(() => BookAsync(attemptId, outcome, ct), ct);

    private async Task<Result<PaymentAttempt>> BookAsync(Guid attemptId, PaymentOutcome outcome, CancellationToken ct)
    {
        // Several may have asked: the row decides who books, under the customer's lock.
        var attempt = await db.Reachable<PaymentAttempt>().SingleAsync(attempt => attempt.Id == attemptId, ct);
        var customer = await customers.TakeAsync(attempt.OrganizationId, ct)
            ?? throw new InvalidOperationException($"Attempt {attemptId} has lost its customer.");
        await db.Entry(attempt).ReloadAsync(ct);
        if (attempt.State is PaymentState.Succeeded or PaymentState.Mismatch)
        {
            return attempt;
        }

        switch (outcome)
        {
            case PaymentOutcome.Succeeded succeeded when succeeded.Amount == attempt.Amount:
                await SucceedAsync(customer, attempt, succeeded.Reference, ct);
                break;
            case PaymentOutcome.Succeeded other:
                await MismatchAsync(
                    attempt,
                    new PaymentOutcome.Mismatch(
                        other.Reference, other.Amount.Currency == attempt.Currency ? "amount" : "currency", other.Amount),
                    ct);
                break;
            case PaymentOutcome.Mismatch mismatch:
                await MismatchAsync(attempt, mismatch, ct);
                break;
            case PaymentOutcome.Declined declined when attempt.State != PaymentState.Declined:
                Decide(attempt, PaymentState.Declined, declined.Reference);
                attempt.DeclineCode = declined.Code;
                await trail.DeclinedAsync(attempt, ct);
                break;
            case PaymentOutcome.Processing processing when attempt.State != PaymentState.Declined:
                await WaitAsync(attempt, PaymentState.Processing, processing.Reference, ct);
                break;
            case PaymentOutcome.Waiting waiting when attempt.State != PaymentState.Declined:
                await WaitAsync(attempt, PaymentState.Waiting, waiting.Reference, ct);
                break;
            default:
                // Unknown, or older news than what is written: asked again later.
                PlanLook(attempt);
                break;
        }

        await db.SaveChangesAsync(ct);
        return attempt;
    }

    private async Task SucceedAsync(Customer customer, PaymentAttempt attempt, string reference, CancellationToken ct)
    {
        Decide(attempt, PaymentState.Succeeded, reference);
        var source = providers.Single(provider => provider.Name == attempt.Provider).Source;
        await journal.PostAsync(
            customer,
            attempt.Provider,
            attempt.IdempotencyKey,
            [new Posting(AccountKind.Prepaid, attempt.Amount), new Posting(source, -attempt.Amount, source == AccountKind.Clearing ? attempt.Provider : "")],
            ct);
        trail.Succeeded(attempt);
    }

    private async Task MismatchAsync(PaymentAttempt attempt, PaymentOutcome.Mismatch mismatch, CancellationToken ct)
    {
        Decide(attempt, PaymentState.Mismatch, mismatch.Reference);
        attempt.MismatchOf = mismatch.What;
        attempt.ReportedMinor = mismatch.Reported?.Minor;
        attempt.ReportedCurrency = mismatch.Reported?.Currency;
        await trail.MismatchedAsync(attempt, ct);
    }

    private void Decide(PaymentAttempt attempt, PaymentState state, string? reference)
    {
        attempt.State = state;
        attempt.ProviderReference = reference ?? attempt.ProviderReference;
        attempt.DecidedAt = clock.GetUtcNow();
        attempt.NextLookAt = null;
    }

    private async Task WaitAsync(PaymentAttempt attempt, PaymentState state, string? reference, CancellationToken ct)
    {
        if (attempt.State != state)
        {
            attempt.State = state;
            await trail.WaitsAsync(attempt, ct);
        }

        attempt.ProviderReference = reference ?? attempt.ProviderReference;
        PlanLook(attempt);
    }

    /// <summary>After 1, 2, 4, … minutes, at most every six hours: webhooks tell sooner.</summary>
    private void PlanLook(PaymentAttempt attempt)
    {
        if (attempt.IsDecided)
        {
            return;
        }

        attempt.Looks++;
        attempt.NextLookAt = clock.GetUtcNow() + TimeSpan.FromMinutes(Math.Min(360, 1L << Math.Min(attempt.Looks - 1, 9)));
    }
}
