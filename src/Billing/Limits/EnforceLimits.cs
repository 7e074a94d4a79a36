using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Limits;

/// <summary>Brings one customer's two money reasons in line with its money, under its lock.</summary>
public sealed class EnforceLimits(
    Database database, CustomerLock customers, Balance balance, Standing standing, SuspendCustomer suspend,
    ResumeCustomer resume)
{
    /// <summary>Idempotent. Refusals: <c>customer_missing</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(long organizationId, CancellationToken ct) =>
        database.InTransactionAsync(() => EnforceAsync(organizationId, ct), ct);

    private async Task<Result<Done>> EnforceAsync(long organizationId, CancellationToken ct)
    {
        if (await customers.TakeAsync(organizationId, ct) is not { } customer)
        {
            return CustomerProblems.Missing;
        }

        var raised = LimitPolicy.Raised(customer, await balance.OfAsync(customer, null, ct));
        var open = await standing.ReasonsAsync(organizationId, ct);
        foreach (var reason in LimitPolicy.Reasons.Where(reason => raised.Contains(reason) != open.Contains(reason)))
        {
            var result = raised.Contains(reason)
                ? await suspend.ExecuteAsync(organizationId, reason, ct)
                : await resume.ExecuteAsync(organizationId, reason, ct);
            if (!result.IsSuccess)
            {
                return result;
            }
        }

        return default(Done);
    }
}
