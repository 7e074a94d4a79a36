using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments.Wallet;

/// <summary>The customer decides when its balance fills itself.</summary>
public sealed class SetAutoTopUp(BillingDb db, Database database, CustomerLock customers, PaymentSettings settings, AuditLog audit)
{
    /// <summary>Refusals: <c>customer_missing</c>, <c>invalid_input</c> (field <c>threshold</c>, <c>amount</c>, <c>monthly_maximum</c>).</summary>
    public Task<Result<Done>> ExecuteAsync(long organizationId, AutoTopUpWish wish, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await customers.TakeAsync(organizationId, ct) is not { } customer)
                {
                    return CustomerProblems.Missing;
                }

                if (Check(wish, customer.Currency) is { } problem)
                {
                    return problem;
                }

                var kept = await db.Reachable<AutoTopUp>().SingleOrDefaultAsync(one => one.OrganizationId == organizationId, ct);
                if (kept is null)
                {
                    kept = new AutoTopUp { OrganizationId = organizationId };
                    db.AutoTopUps.Add(kept);
                }

                kept.Enabled = wish.Enabled;
                kept.ThresholdMinor = wish.Threshold.Minor;
                kept.AmountMinor = wish.Amount.Minor;
                kept.MonthlyMaximumMinor = wish.MonthlyMaximum.Minor;
                audit.Add(wish.Enabled ? "payment.auto_top_up_on" : "payment.auto_top_up_off", organizationId, $"customer:{organizationId}");
                await db.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);

    private Problem? Check(AutoTopUpWish wish, Currency currency)
    {
        Money[] all = [wish.Threshold, wish.Amount, wish.MonthlyMaximum];
        if (all.Any(one => one.Currency != currency) || wish.Threshold.IsNegative)
        {
            return new Problem("invalid_input", $"threshold must be an amount in {currency}, 0 or more.", "threshold");
        }

        if (wish.Amount < settings.LeastIn(currency) || wish.Amount > settings.MostIn(currency) || Stripe.StripeAmount.ToStripe(wish.Amount) is null)
        {
            return new Problem("invalid_input", $"amount must be {settings.LeastIn(currency)} to {settings.MostIn(currency)}.", "amount");
        }

        return wish.MonthlyMaximum < wish.Amount
            ? new Problem("invalid_input", "monthly_maximum must be at least the amount.", "monthly_maximum")
            : null;
    }
}
