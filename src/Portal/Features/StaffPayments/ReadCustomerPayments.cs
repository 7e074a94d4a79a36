using Hostelry.Billing;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Disputes;
using Hostelry.Billing.Payments.Refunds;
using Hostelry.Billing.Payments.Stripe;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.StaffPayments;

/// <summary>What came from a customer, and what went back; newest first.</summary>
public sealed record CustomerPayments(
    long Id, string Name, Currency Currency, IReadOnlyList<PaymentAttempt> Payments, IReadOnlyList<MoneyRequest> Requests,
    IReadOnlyList<Dispute> Disputes)
{
    public string Path => FormattableString.Invariant($"/staff/payments/customers/{Id}");

    /// <summary>
    /// What of a payment has not gone back and is not disputed; zero for one that cannot go back. What was spent is known only
    /// under the customer's lock: the use case has the last word.
    /// </summary>
    public Money LeftOf(PaymentAttempt payment)
    {
        if (payment is not { Provider: StripeProvider.ProviderName, State: PaymentState.Succeeded })
        {
            return Money.Zero(payment.Currency);
        }

        var gone = Requests.Where(row => row.AttemptId == payment.Id && row.State is not (MoneyRequestState.Failed or MoneyRequestState.Rejected))
            .Sum(row => row.AmountMinor);
        var disputed = Disputes.Where(row => row.AttemptId == payment.Id && row.State != DisputeState.Won).Sum(row => row.AmountMinor);
        return payment.Amount - new Money(gone + disputed, payment.Currency);
    }
}

/// <param name="Payment">What goes back, in part or whole.</param>
/// <param name="Left">The most.</param>
public sealed record RefundPage(CustomerPayments Customer, PaymentAttempt Payment, Money Left, RefundForm Form);

/// <summary>A customer's payments with refunds and disputes; four queries.</summary>
internal sealed class ReadCustomerPayments(BillingDb db)
{
    private const int Most = 200;

    /// <summary>Null when there is no such customer.</summary>
    public async Task<CustomerPayments?> ExecuteAsync(long organizationId, CancellationToken ct)
    {
        var customer = await db.Reachable<Customer>().AsNoTracking().SingleOrDefaultAsync(one => one.OrganizationId == organizationId, ct);
        return customer is null ? null : new CustomerPayments(
            organizationId,
            customer.Name,
            customer.Currency,
            await db.Reachable<PaymentAttempt>().AsNoTracking().Where(row => row.OrganizationId == organizationId)
                .OrderByDescending(row => row.CreatedAt).Take(Most).ToListAsync(ct),
            await db.Reachable<MoneyRequest>().AsNoTracking().Where(row => row.OrganizationId == organizationId)
                .OrderByDescending(row => row.RequestedAt).Take(Most).ToListAsync(ct),
            await db.Reachable<Dispute>().AsNoTracking().Where(row => row.OrganizationId == organizationId)
                .OrderByDescending(row => row.OpenedAt).Take(Most).ToListAsync(ct));
    }
}
