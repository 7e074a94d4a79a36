using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Payments.Trial;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Tax;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Customers;

/// <summary>A customer's money as its pages show it.</summary>
/// <param name="Balance">As orders and limits see it.</param>
/// <param name="Forecast">This month at its end, when what runs now runs on; with tax.</param>
/// <param name="BySubscription">What each running subscription, and each that ended this month, costs; without tax.</param>
public sealed record MoneyOverviewView(
    BalanceView Balance, Money Forecast, IReadOnlyDictionary<long, SubscriptionCost> BySubscription)
{
    /// <summary>Why the customer is suspended; empty in good standing.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Credit that expires, the sooner first: what is left of it.</summary>
    public IReadOnlyList<(Money Left, DateTimeOffset ExpiresAt)> Trial { get; init; } = [];
}

/// <summary>
/// Balance, cost and forecast in two queries, however many subscriptions there are; more only for usage and coupons. A view
/// and no promise.
/// </summary>
public sealed class MoneyOverview(BillingDb db, RatingFacts facts, TaxTreatments treatments, TimeProvider clock)
{
    /// <summary>Null when there is no such customer in reach of the tenant.</summary>
    public async Task<MoneyOverviewView?> ForAsync(long organizationId, CancellationToken ct)
    {
        var (entries, suspensions, trials) = (db.Reachable<LedgerEntry>(), db.Reachable<Suspension>(), db.Reachable<TrialCredit>());
        var row = await db.Reachable<Customer>().AsNoTracking()
            .Where(customer => customer.OrganizationId == organizationId)
            .Select(customer => new
            {
                Customer = customer,
                Ledger = entries
                    .Where(entry => entry.OrganizationId == customer.OrganizationId
                        && (entry.Account!.Kind == AccountKind.Prepaid || entry.Account.Kind == AccountKind.Receivable))
                    .Sum(entry => entry.AmountMinor),
                Reasons = suspensions
                    .Where(row => row.OrganizationId == customer.OrganizationId && row.Until == null)
                    .OrderBy(row => row.Reason)
                    .Select(row => row.Reason)
                    .ToList(),
                Trials = trials
                    .Where(credit => credit.OrganizationId == customer.OrganizationId && credit.EndedAt == null)
                    .OrderBy(credit => credit.ExpiresAt)
                    .ToList(),
            })
            .SingleOrDefaultAsync(ct);
        if (row is null)
        {
            return null;
        }

        var (customer, now) = (row.Customer, clock.GetUtcNow());
        var record = await facts.LoadAsync(customer, customer.ClosedUntil, ct);
        var soFar = Rater.Rate(record.Facts, Period.Until(now));
        var whole = Rater.Rate(record.Facts, Period.Of(Month.Of(now)));
        var (used, coming) = (soFar.ToLookup(line => line.SubscriptionId), whole.ToLookup(line => line.SubscriptionId));
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var treatment = (await treatments.LoadAsync([organizationId], today, ct))[organizationId];
        var balance = BalanceView.Of(customer, record, new Money(row.Ledger, customer.Currency), treatment, now);
        return new MoneyOverviewView(
            balance,
            Money.Max(balance.MonthAccrued, treatment.AtMost(Rater.Total(whole, customer.Currency), today)),
            record.Subscriptions.ToDictionary(
                one => one.Facts.SubscriptionId,
                one => SubscriptionCost.Of(one, used[one.Facts.SubscriptionId], coming[one.Facts.SubscriptionId], customer.Currency)))
        {
            Reasons = row.Reasons,
            Trial = [.. row.Trials.Where(credit => credit.ExpiresAt > now).Select(credit => (credit.Left, credit.ExpiresAt))],
        };
    }
}
