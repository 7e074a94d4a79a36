using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments.Refunds;

/// <summary>When giving money needs a second member of staff; asked under the customer's lock.</summary>
public sealed class SecondMember(BillingDb db, PaymentSettings settings, TimeProvider clock)
{
    private static readonly TimeSpan PartsCountFor = TimeSpan.FromDays(1);

    /// <summary>
    /// True when <paramref name="amount"/>, with what the customer was given within a day by one member alone, whoever it
    /// was, reaches the bound: a large amount in parts is large.
    /// </summary>
    internal async Task<bool> IsNeededAsync(Customer customer, Money amount, CancellationToken ct)
    {
        var since = clock.GetUtcNow() - PartsCountFor;
        var alone = await db.Reachable<MoneyRequest>()
            .Where(request => request.OrganizationId == customer.OrganizationId && request.DecidedAt > since
                && request.DecidedBy == request.RequestedBy
                && (request.State == MoneyRequestState.Approved || request.State == MoneyRequestState.Done))
            .SumAsync(request => request.AmountMinor, ct);
        return amount + new Money(alone, customer.Currency) >= settings.SecondMemberIn(customer.Currency);
    }
}
