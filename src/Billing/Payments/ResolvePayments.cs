using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Hostelry.Billing.Payments;

/// <summary>
/// A worker's duty: asks providers what became of attempts that nobody decided, and books the answers. Never charges. An
/// attempt that its provider has not seen when its keys are long dead was never sent, and is given up.
/// </summary>
public sealed partial class ResolvePayments(
    BillingDb db, BookPayment book, IEnumerable<IPaymentProvider> providers, AfterPayment after,
    PaymentSettings settings, TimeProvider clock, ILogger<ResolvePayments> log)
{
    private const int AtOnce = 50;

    /// <returns>How many attempts were decided.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await db.Reachable<PaymentAttempt>().AsNoTracking()
            .Where(attempt => attempt.NextLookAt != null && attempt.NextLookAt <= now)
            .OrderBy(attempt => attempt.NextLookAt)
            .Take(AtOnce)
            .ToListAsync(ct);
        var decided = 0;
        foreach (var attempt in due)
        {
            try
            {
                decided += await OneAsync(attempt, ct) ? 1 : 0;
            }
            catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseTrouble.Is(failure))
            {
                // An honest catch-all: one attempt that cannot be asked about must not keep the others waiting.
                LogNotAsked(failure, attempt.Id);
            }
        }

        return decided;
    }

    /// <returns>True when it is decided now.</returns>
    public async Task<bool> OneAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        if (providers.SingleOrDefault(provider => provider.Name == attempt.Provider) is not { } provider)
        {
            return false;
        }

        var request = PaymentRequest.Of(attempt);
        var outcome = attempt.State == PaymentState.Waiting && clock.GetUtcNow() - attempt.CreatedAt > settings.WaitForCustomer
            ? await provider.GiveUpAsync(request, ct)
            : await provider.LookUpAsync(request, ct);
        if (outcome is PaymentOutcome.NeverSeen)
        {
            // Whoever stored it may still be about to send it, as long as the key lives.
            outcome = clock.GetUtcNow() - attempt.CreatedAt < provider.KeysLast
                ? new PaymentOutcome.Unknown()
                : new PaymentOutcome.Declined("never_sent");
        }

        var booked = await book.ExecuteAsync(attempt.Id, outcome, ct);
        if (booked is { IsSuccess: true, Value.State: PaymentState.Succeeded })
        {
            await after.ExecuteAsync(attempt.OrganizationId, ct);
        }

        return booked is { IsSuccess: true, Value.IsDecided: true };
    }

    [LoggerMessage(LogLevel.Error, "Nobody could be asked about payment {AttemptId}; the next minute tries again")]
    private partial void LogNotAsked(Exception failure, Guid attemptId);
}
