using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Payments.Trial;

/// <summary>What the settings give a new account (<see cref="TrialSettings"/>), in the transaction that makes it.</summary>
public sealed class GrantSignUpCredit(
    Database database, CustomerLock customers, GrantTrialCredit grant, TrialSettings settings, TimeProvider clock)
{
    /// <summary>Nothing where the settings give nothing. Refusals: <c>customer_missing</c>, <c>idempotency_key_reused</c> (it has it).</summary>
    public Task<Result<Done>> ExecuteAsync(long organizationId, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (settings.Amount <= 0)
                {
                    return default(Done);
                }

                if (await customers.TakeAsync(organizationId, ct) is not { } customer)
                {
                    return CustomerProblems.Missing;
                }

                var amount = new Money((long)decimal.Truncate(settings.Amount * customer.Currency.MinorUnits), customer.Currency);
                var granted = await grant.ExecuteAsync(
                    new GrantTrialCreditRequest(
                        organizationId, amount, clock.GetUtcNow().AddDays(settings.Days), "trial at sign-up", "trial:sign-up"),
                    ct);
                return granted.Problem is { } problem ? problem : default(Done);
            },
            ct);
}
