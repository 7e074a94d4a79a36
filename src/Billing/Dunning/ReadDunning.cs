using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Bounds;
using Hostelry.Billing.Payments.Stripe;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Dunning;

/// <summary>Gathers the facts that the timeline is a function of.</summary>
public sealed class ReadDunning(BillingDb db, Debts debts, DunningPolicy policy, PaymentSettings payments, StripeSettings stripe, TimeProvider clock)
{
    internal Task<Debt?> DebtAsync(Customer customer, CancellationToken ct) =>
        debts.OfAsync(customer.OrganizationId, customer.Currency, ct);

    internal IReadOnlyList<PlannedAct> Due(DunningFacts facts, DateTimeOffset now) => Timeline.Due(policy, facts, now);

    /// <param name="customer">Whose.</param>
    /// <param name="debt">What it owes.</param>
    /// <param name="open">Its case with the steps taken; null: none was.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task<DunningFacts> FactsAsync(Customer customer, Debt debt, DunningCase? open, CancellationToken ct)
    {
        var id = customer.OrganizationId;
        var known = stripe.IsOn && await db.Reachable<StripeCustomer>().AnyAsync(one => one.OrganizationId == id && one.Livemode == stripe.Live, ct);
        var parked = await db.Reachable<Parking>().AnyAsync(one => one.OrganizationId == id && one.Until == null, ct);
        var since = clock.GetUtcNow() - payments.CoolDown;
        var declined = await db.Reachable<PaymentAttempt>()
            .Where(one => one.OrganizationId == id && one.Automatic && one.State == PaymentState.Declined && one.DecidedAt > since)
            .MaxAsync(one => one.DecidedAt, ct);
        return new DunningFacts(
            debt.Owed, debt.DueAt, [.. (open?.Taken ?? []).OrderBy(one => one.Step).Select(one => one.At)], known && !parked,
            declined + payments.CoolDown, await IsBeingPaidAsync(customer, debt.Owed, ct));
    }

    /// <summary>
    /// Payments that nobody has decided come to what is owed: at the bank, or sent and not answered. One that waits for the
    /// customer is none of them: it may wait for ever.
    /// </summary>
    internal async Task<bool> IsBeingPaidAsync(Customer customer, Money owed, CancellationToken ct) =>
        await db.Reachable<PaymentAttempt>()
            .Where(one => one.OrganizationId == customer.OrganizationId
                && (one.State == PaymentState.Unknown || one.State == PaymentState.Processing))
            .SumAsync(one => one.AmountMinor, ct) >= owed.Minor;
}
