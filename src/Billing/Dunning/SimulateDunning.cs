using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Dunning;

/// <summary>What would happen to a customer that pays nothing more.</summary>
/// <param name="Owed">What it owes then.</param>
/// <param name="DueAt">When it had, or will have, to be paid.</param>
/// <param name="IsForecast">True: it owes nothing today; this is what the running month would lead to.</param>
/// <param name="Acts">Every step still to come, in order.</param>
public sealed record DunningForecast(Money Owed, DateTimeOffset DueAt, bool IsForecast, IReadOnlyList<PlannedAct> Acts);

/// <summary>For staff: the timeline of one customer, from today's facts; changes nothing.</summary>
public sealed class SimulateDunning(BillingDb db, Balance balance, ReadDunning read, DunningPolicy policy, TimeProvider clock)
{
    /// <summary>
    /// Null value: its money covers the running month, so nothing happens. Refusals: <c>customer_missing</c>.
    /// </summary>
    public async Task<Result<DunningForecast?>> ExecuteAsync(long organizationId, CancellationToken ct)
    {
        var customer = await db.Reachable<Customer>().AsNoTracking().SingleOrDefaultAsync(one => one.OrganizationId == organizationId, ct);
        if (customer is null)
        {
            return CustomerProblems.Missing;
        }

        var now = clock.GetUtcNow();
        if (await read.DebtAsync(customer, ct) is { } debt)
        {
            var open = await db.Reachable<DunningCase>().AsNoTracking().Include(one => one.Taken).SingleOrDefaultAsync(
                one => one.OrganizationId == organizationId && one.ClosedAt == null && one.DueAt == debt.DueAt, ct);
            var facts = await read.FactsAsync(customer, debt, open, ct);
            return new DunningForecast(debt.Owed, debt.DueAt, false, Timeline.Ahead(policy, facts, now));
        }

        var money = await balance.OfAsync(customer, null, ct);
        var after = money.Ledger - money.Committed;
        if (!after.IsNegative)
        {
            return (DunningForecast?)null;
        }

        var due = Month.Of(now).End.AddDays(policy.TermDays);
        var forecast = new Debt(-after, due);
        return new DunningForecast(
            -after, due, true, Timeline.Ahead(policy, await read.FactsAsync(customer, forecast, null, ct), now));
    }
}
