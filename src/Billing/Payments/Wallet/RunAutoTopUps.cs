using System.Globalization;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Hostelry.Billing.Payments.Wallet;

/// <summary>
/// A worker's duty: fills balances that are below their customers' threshold. One charge at a time per customer; none while one
/// is undecided, in the cool-down after a decline, or beyond the month's maximum.
/// </summary>
public sealed partial class RunAutoTopUps(
    BillingDb db, Balance balance, StripeCards cards, AutomaticCharge charge, TimeProvider clock, ILogger<RunAutoTopUps> log)
{
    internal const string KeyPrefix = "auto-top-up:";

    /// <returns>How many customers' cards were charged.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var wishes = await db.Reachable<AutoTopUp>().AsNoTracking()
            .Where(one => one.Enabled).OrderBy(one => one.OrganizationId).ToListAsync(ct);
        var charged = 0;
        foreach (var wish in wishes)
        {
            try
            {
                charged += await OneAsync(wish, ct) ? 1 : 0;
            }
            catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseTrouble.Is(failure))
            {
                // An honest catch-all: one customer that cannot be looked at must not keep the others waiting.
                LogNotLookedAt(failure, wish.OrganizationId);
            }

            db.ChangeTracker.Clear();
        }

        return charged;
    }

    private async Task<bool> OneAsync(AutoTopUp wish, CancellationToken ct)
    {
        var money = await balance.OfAsync(wish.OrganizationId, ct)
            ?? throw new InvalidOperationException($"Customer {wish.OrganizationId} is missing.");
        var currency = money.Ledger.Currency;
        if (money.Ledger - money.Accrued >= new Money(wish.ThresholdMinor, currency))
        {
            return false;
        }

        var month = Rating.Month.Of(clock.GetUtcNow());
        var before = await db.Reachable<PaymentAttempt>()
            .Where(attempt => attempt.OrganizationId == wish.OrganizationId && attempt.OperationKey.StartsWith(KeyPrefix))
            .Select(attempt => new { attempt.CreatedAt, attempt.AmountMinor, attempt.State })
            .ToListAsync(ct);
        var thisMonth = before.Where(one => one.CreatedAt >= month.Start && one.State != PaymentState.Declined).Sum(one => one.AmountMinor);
        if (thisMonth + wish.AmountMinor > wish.MonthlyMaximumMinor)
        {
            return false;
        }

        if (await cards.DefaultAsync(wish.OrganizationId, ct) is not { IsSuccess: true, Value: { } card })
        {
            return false;
        }

        // Counted, so that two workers at once mean the same charge.
        var key = KeyPrefix + before.Count.ToString(CultureInfo.InvariantCulture);
        return await charge.ExecuteAsync(
            wish.OrganizationId, new Money(wish.AmountMinor, currency), card, "automatic top-up", key, ct) is { IsSuccess: true };
    }

    [LoggerMessage(LogLevel.Error, "The balance of customer {OrganizationId} cannot be filled; the next minute tries again")]
    private partial void LogNotLookedAt(Exception failure, long organizationId);
}

/// <summary>A charge of a stored card while nobody is present: top-ups by themselves, and dunning's retries.</summary>
public sealed class AutomaticCharge(
    BillingDb db, TakePayment take, AfterPayment after, StripeCards cards, PaymentSettings settings, TimeProvider clock)
{
    /// <summary>
    /// Refusals besides those of <see cref="TakePayment"/>: <c>payment_cooling_down</c> (declined not long ago),
    /// <c>payment_processing</c> and <c>payment_needs_action</c> (an earlier one is undecided; one that was never answered is
    /// finished first, with its own key).
    /// </summary>
    public async Task<Result<PaymentAttempt>> ExecuteAsync(
        long organizationId, Money amount, StoredCard card, string reason, string operationKey, CancellationToken ct)
    {
        var payer = await cards.FindAsync(organizationId, ct);
        if (payer is null)
        {
            return new Problem("payment_missing", "No card is stored.");
        }

        var open = await db.Reachable<PaymentAttempt>().AsNoTracking()
            .Where(attempt => attempt.OrganizationId == organizationId && attempt.Automatic
                && (attempt.State == PaymentState.Unknown || attempt.State == PaymentState.Processing || attempt.State == PaymentState.Waiting))
            .OrderBy(attempt => attempt.CreatedAt)
            .FirstOrDefaultAsync(ct);
        if (open is { State: PaymentState.Processing })
        {
            return new Problem("payment_processing", "An earlier charge is undecided.");
        }

        if (open is { State: PaymentState.Waiting })
        {
            return new Problem("payment_needs_action", "An earlier charge waits for the customer.");
        }

        var since = clock.GetUtcNow() - settings.CoolDown;
        if (open is null && await db.Reachable<PaymentAttempt>().AnyAsync(
            attempt => attempt.OrganizationId == organizationId && attempt.Automatic && attempt.State == PaymentState.Declined
                && attempt.DecidedAt > since,
            ct))
        {
            return new Problem("payment_cooling_down", "A charge was declined not long ago.");
        }

        var request = open is null
            ? new TakePaymentRequest(StripeProvider.ProviderName, organizationId, amount, reason, operationKey)
            {
                Payer = payer,
                Method = card.Id,
                Automatic = true,
            }
            : new TakePaymentRequest(StripeProvider.ProviderName, organizationId, open.Amount, open.Reason, open.OperationKey)
            {
                Payer = open.Payer,
                Method = open.Method,
                Automatic = true,
            };
        var paid = await take.ExecuteAsync(request, ct);
        if (paid.IsSuccess)
        {
            await after.ExecuteAsync(organizationId, ct);
        }

        return paid;
    }
}
