using System.Globalization;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Bounds;
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

    private const int PageSize = 200;

    /// <returns>How many customers' cards were charged.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var wishes = await db.Reachable<AutoTopUp>().AsNoTracking()
            .Where(one => one.Enabled).OrderBy(one => one.OrganizationId).ToListAsync(ct);
        var charged = 0;
        foreach (var wish in await LowAsync(wishes, ct))
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

    /// <summary>Whose balance is low, a page at a time; a page that cannot be looked at is, one by one, by what comes after.</summary>
    private async Task<List<AutoTopUp>> LowAsync(List<AutoTopUp> wishes, CancellationToken ct)
    {
        List<AutoTopUp> low = [];
        foreach (var page in wishes.Chunk(PageSize))
        {
            List<long> ids = [.. page.Select(wish => wish.OrganizationId)];
            try
            {
                var money = await balance.OfManyAsync(
                    await db.Reachable<Customer>().AsNoTracking().Where(customer => ids.Contains(customer.OrganizationId)).ToListAsync(ct), ct);
                low.AddRange(page.Where(wish => (money[wish.OrganizationId].Ledger - money[wish.OrganizationId].Accrued).Minor < wish.ThresholdMinor));
            }
            catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseTrouble.Is(failure))
            {
                low.AddRange(page);
            }
        }

        return low;
    }

    private async Task<bool> OneAsync(AutoTopUp wish, CancellationToken ct)
    {
        // The card is asked for only where one is to be charged, and takes a while: what is charged is decided after it.
        if (await PlanAsync(wish, ct) is null
            || await cards.DefaultAsync(wish.OrganizationId, ct) is not { IsSuccess: true, Value: { } card }
            || await PlanAsync(wish, ct) is not { } plan)
        {
            return false;
        }

        return await charge.ExecuteAsync(wish.OrganizationId, plan.Amount, card, plan.Reason, plan.Key, ct) is { IsSuccess: true };
    }

    /// <summary>
    /// What is to be charged, by which key; null: nothing. Attempts are read before the balance, and the key counts them: it
    /// means that so many had been decided when the balance was low. So two workers at once mean the same charge.
    /// </summary>
    private async Task<Planned?> PlanAsync(AutoTopUp wish, CancellationToken ct)
    {
        var before = await db.Reachable<PaymentAttempt>().AsNoTracking()
            .Where(attempt => attempt.OrganizationId == wish.OrganizationId && attempt.Automatic)
            .ToListAsync(ct);
        if (await charge.ProblemAsync(wish.OrganizationId, ct) is not null)
        {
            return null;
        }

        var money = await balance.OfAsync(wish.OrganizationId, ct)
            ?? throw new InvalidOperationException($"Customer {wish.OrganizationId} is missing.");
        var currency = money.Ledger.Currency;
        if (money.Ledger - money.Accrued >= new Money(wish.ThresholdMinor, currency))
        {
            return null;
        }

        if (before.Find(attempt => !attempt.IsDecided) is { } open)
        {
            return new Planned(open.OperationKey, open.Amount, open.Reason);
        }

        var month = Rating.Month.Of(clock.GetUtcNow());
        var topUps = before.FindAll(attempt => attempt.OperationKey.StartsWith(KeyPrefix, StringComparison.Ordinal));
        var thisMonth = topUps.Where(one => one.CreatedAt >= month.Start && one.State != PaymentState.Declined).Sum(one => one.AmountMinor);
        return thisMonth + wish.AmountMinor > wish.MonthlyMaximumMinor
            ? null
            : new Planned(
                KeyPrefix + topUps.Count.ToString(CultureInfo.InvariantCulture), new Money(wish.AmountMinor, currency), "automatic top-up");
    }

    [LoggerMessage(LogLevel.Error, "The balance of customer {OrganizationId} cannot be filled; the next minute tries again")]
    private partial void LogNotLookedAt(Exception failure, long organizationId);

    private sealed record Planned(string Key, Money Amount, string Reason);
}

/// <summary>A charge of a stored card while nobody is present: top-ups by themselves, and dunning's retries.</summary>
public sealed class AutomaticCharge(
    BillingDb db, TakePayment take, AfterPayment after, StripeCards cards, PaymentSettings settings, TimeProvider clock)
{
    /// <summary>
    /// The attempt; one of another key where an earlier charge was never answered: that one was finished, and nothing else
    /// was charged. Refusals besides those of <see cref="TakePayment"/>: <c>payment_cooling_down</c> (declined not long ago),
    /// <c>customer_parked</c>, <c>payment_processing</c> and <c>payment_needs_action</c> (an earlier one is undecided).
    /// </summary>
    public async Task<Result<PaymentAttempt>> ExecuteAsync(
        long organizationId, Money amount, StoredCard card, string reason, string operationKey, CancellationToken ct)
    {
        var payer = await cards.FindAsync(organizationId, ct);
        if (payer is null)
        {
            return new Problem("payment_missing", "No card is stored.");
        }

        if (await ProblemAsync(organizationId, ct) is { } problem)
        {
            return problem;
        }

        var open = await OpenAsync(organizationId, ct);
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

    /// <summary>Why nothing may be charged by itself now; null: nothing speaks against it. Asks nobody outside.</summary>
    internal async Task<Problem?> ProblemAsync(long organizationId, CancellationToken ct)
    {
        var open = await OpenAsync(organizationId, ct);
        if (open is { State: PaymentState.Processing })
        {
            return new Problem("payment_processing", "An earlier charge is undecided.");
        }

        if (open is { State: PaymentState.Waiting })
        {
            return new Problem("payment_needs_action", "An earlier charge waits for the customer.");
        }

        if (open is not null)
        {
            return null;
        }

        if (await db.Reachable<Parking>().AnyAsync(parking => parking.OrganizationId == organizationId && parking.Until == null, ct))
        {
            return new Problem("customer_parked", "The customer's money stands still until staff have looked.");
        }

        var since = clock.GetUtcNow() - settings.CoolDown;
        return await db.Reachable<PaymentAttempt>().AnyAsync(
            attempt => attempt.OrganizationId == organizationId && attempt.Automatic && attempt.State == PaymentState.Declined
                && attempt.DecidedAt > since,
            ct)
            ? new Problem("payment_cooling_down", "A charge was declined not long ago.")
            : null;
    }

    private Task<PaymentAttempt?> OpenAsync(long organizationId, CancellationToken ct) =>
        db.Reachable<PaymentAttempt>().AsNoTracking()
            .Where(attempt => attempt.OrganizationId == organizationId && attempt.Automatic
                && (attempt.State == PaymentState.Unknown || attempt.State == PaymentState.Processing || attempt.State == PaymentState.Waiting))
            .OrderBy(attempt => attempt.CreatedAt)
            .FirstOrDefaultAsync(ct);
}
