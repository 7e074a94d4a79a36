using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Bounds;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments;

/// <summary>An attempt of one operation key, stored now or before.</summary>
internal sealed record StoredAttempt(PaymentAttempt Attempt, bool Found);

/// <summary>Writes the row that must be there before a provider hears anything; part of the caller's transaction.</summary>
public sealed class StoreAttempt(BillingDb db, CustomerLock customers, PaymentSettings settings, TimeProvider clock)
{
    /// <summary>Providers that staff answer for have no daily cap: nothing is taken from anybody.</summary>
    private static readonly string[] Uncapped = [Credit.CreditProvider.ProviderName, Bank.BankProvider.ProviderName];

    internal async Task<Result<StoredAttempt>> ExecuteAsync(TakePaymentRequest request, CancellationToken ct)
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
            return known.Amount == request.Amount && known.Provider == request.Provider && known.OnPage == request.OnPage
                ? new StoredAttempt(known, true)
                : new Problem("idempotency_key_reused", "This operation key stands for another payment.", "operation_key");
        }

        if (await BoundAsync(request, customer, ct) is { } bound)
        {
            return bound;
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
            Payer = request.Payer,
            Method = request.Method,
            OnPage = request.OnPage,
            Automatic = request.Automatic,
            NextLookAt = now.AddMinutes(1),
        };
        db.PaymentAttempts.Add(attempt);
        await db.SaveChangesAsync(ct);
        return new StoredAttempt(attempt, false);
    }

    /// <summary>
    /// The day's charges of a customer with this one, against the cap; and whether its money stands still. Pages count that
    /// nobody has paid yet, but only against further pages: opening some must not keep charges that are due away.
    /// </summary>
    private async Task<Problem?> BoundAsync(TakePaymentRequest request, Customer customer, CancellationToken ct)
    {
        if (Uncapped.Contains(request.Provider))
        {
            return null;
        }

        if (request.Automatic && await db.Reachable<PaymentAttempt>().AnyAsync(
            attempt => attempt.OrganizationId == customer.OrganizationId && attempt.Automatic
                && (attempt.State == PaymentState.Unknown || attempt.State == PaymentState.Processing || attempt.State == PaymentState.Waiting),
            ct))
        {
            return new Problem("payment_processing", "An earlier charge is undecided.");
        }

        if (request.Automatic && await db.Reachable<Parking>().AnyAsync(
            parking => parking.OrganizationId == customer.OrganizationId && parking.Until == null, ct))
        {
            return new Problem("customer_parked", "The customer's money stands still until staff have looked.");
        }

        var today = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var charged = await db.Reachable<PaymentAttempt>()
            .Where(attempt => attempt.OrganizationId == customer.OrganizationId && attempt.CreatedAt >= today
                && !Uncapped.Contains(attempt.Provider) && attempt.State != PaymentState.Declined
                && (!request.Automatic || !attempt.OnPage
                    || (attempt.State != PaymentState.Unknown && attempt.State != PaymentState.Waiting)))
            .SumAsync(attempt => attempt.AmountMinor, ct);
        var cap = settings.DailyCapIn(customer.Currency);
        return new Money(charged, customer.Currency) + request.Amount > cap
            ? new Problem("daily_charge_cap", $"At most {cap} are charged in a day.", "amount")
            : null;
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
