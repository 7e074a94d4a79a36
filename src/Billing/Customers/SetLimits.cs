using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Customers;

/// <summary>The customer's own limit per calendar month. It pauses and never deletes; the billing tick acts on it.</summary>
public sealed class SetSpendingLimit(BillingDb db, Database database, CustomerLock customers, AuditLog audit)
{
    /// <summary>Null takes the limit away. Refusals: <c>customer_missing</c>, <c>invalid_input</c> (negative, other currency).</summary>
    public Task<Result<Done>> ExecuteAsync(long organizationId, Money? limit, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await customers.TakeAsync(organizationId, ct) is not { } customer)
                {
                    return CustomerProblems.Missing;
                }

                if (limit is { } money && (money.IsNegative || money.Currency != customer.Currency))
                {
                    return new Problem("invalid_input", $"limit must be an amount in {customer.Currency}, 0 or more.", "limit");
                }

                customer.SpendingLimitMinor = limit?.Minor;
                audit.Add("customer.set_spending_limit", organizationId, $"customer:{organizationId}");
                await db.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);
}

/// <summary>What the seller lets the customer owe beyond the prepaid balance; staff only.</summary>
public sealed class SetCreditLimit(BillingDb db, Database database, CustomerLock customers, AuditLog audit)
{
    /// <summary>Refusals: <c>customer_missing</c>, <c>invalid_input</c> (negative, other currency).</summary>
    public Task<Result<Done>> ExecuteAsync(long organizationId, Money limit, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await customers.TakeAsync(organizationId, ct) is not { } customer)
                {
                    return CustomerProblems.Missing;
                }

                if (limit.IsNegative || limit.Currency != customer.Currency)
                {
                    return new Problem("invalid_input", $"limit must be an amount in {customer.Currency}, 0 or more.", "limit");
                }

                customer.CreditLimitMinor = limit.Minor;
                audit.Add("customer.set_credit_limit", organizationId, $"customer:{organizationId}");
                await db.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);
}
