using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

using Wire = global::Stripe;

namespace Hostelry.Billing.Payments.Stripe;

/// <summary>
/// A worker's duty: what Stripe kept of a payment, from its balance transaction, is booked as a fee: clearing holds what Stripe
/// will pay out. Once per payment, under the customer's lock.
/// </summary>
public sealed partial class BookPaymentFees(
    BillingDb db, Database database, CustomerLock customers, StripeConnection connection, Journal journal, TimeProvider clock,
    ILogger<BookPaymentFees> log)
{
    private const int AtOnce = 100;

    /// <summary>A payment whose balance transaction has not come by then has none.</summary>
    private static readonly TimeSpan Latest = TimeSpan.FromDays(35);

    /// <returns>How many payments are done with.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        if (!connection.Settings.IsOn)
        {
            return 0;
        }

        var since = clock.GetUtcNow() - Latest;
        var due = await db.Reachable<PaymentAttempt>().AsNoTracking()
            .Where(attempt => attempt.Provider == StripeProvider.ProviderName && attempt.State == PaymentState.Succeeded
                && attempt.FeeBookedAt == null && attempt.DecidedAt >= since && attempt.ProviderReference != null)
            .OrderBy(attempt => attempt.DecidedAt).Take(AtOnce).ToListAsync(ct);
        var done = 0;
        foreach (var attempt in due)
        {
            try
            {
                done += await OneAsync(attempt, ct) ? 1 : 0;
            }
            catch (Exception failure) when (failure is Wire.StripeException || StripeAnswers.IsUnknown(failure, ct))
            {
                LogNoAnswer(attempt.IdempotencyKey, failure.GetType().Name);
            }

            db.ChangeTracker.Clear();
        }

        return done;
    }

    private async Task<bool> OneAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        var intent = await connection.Client.V1.PaymentIntents.GetAsync(
            attempt.ProviderReference, new Wire.PaymentIntentGetOptions { Expand = ["latest_charge.balance_transaction"] }, cancellationToken: ct);
        if (intent.LatestCharge?.BalanceTransaction is not { } transaction)
        {
            return false;
        }

        // Paid out in another currency, the fee is in that one: the payout's own bookkeeping has it.
        var fee = StripeAmount.FromStripe(transaction.Fee, transaction.Currency) is { } amount && amount.Currency == attempt.Currency
            ? amount
            : Money.Zero(attempt.Currency);
        var booked = await database.InTransactionAsync<bool>(async () => await BookAsync(attempt.Id, fee, ct), ct);
        return booked.Value;
    }

    private async Task<bool> BookAsync(Guid attemptId, Money fee, CancellationToken ct)
    {
        var attempt = await db.Reachable<PaymentAttempt>().SingleAsync(row => row.Id == attemptId, ct);
        if (await customers.TakeAsync(attempt.OrganizationId, ct) is not { } customer)
        {
            return false;
        }

        await db.Entry(attempt).ReloadAsync(ct);
        if (attempt.FeeBookedAt is not null)
        {
            return false;
        }

        if (fee.Minor > 0)
        {
            await journal.PostAsync(
                customer,
                "payment_fee",
                attempt.IdempotencyKey,
                [new Posting(AccountKind.Clearing, fee, attempt.Provider), new Posting(AccountKind.Fees, -fee, attempt.Provider)],
                ct);
        }

        attempt.FeeBookedAt = clock.GetUtcNow();
        await db.SaveChangesAsync(ct);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Stripe did not say what payment {Key} cost: {Failure}")]
    private partial void LogNoAnswer(string key, string failure);
}
