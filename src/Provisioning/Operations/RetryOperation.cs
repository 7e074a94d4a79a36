using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Operations;

/// <summary>
/// Staff do not wait for the next try of an operation: it becomes due now. Nothing else changes; the lease decides who runs
/// it, the step looks before it acts, and the count of failures goes on. Runs as worker.
/// </summary>
public sealed class RetryOperation(ProvisioningDb db, Database database, WakeOperation wake, AuditLog audit, TimeProvider clock)
{
    /// <summary>Refusals: <c>not_found</c>, <c>conflict</c> (it has ended), <c>locked</c> (a worker is at it).</summary>
    public Task<Result<Done>> ExecuteAsync(long operationId, CancellationToken ct) =>
        database.InTransactionAsync(() => RetryAsync(operationId, ct), ct);

    private async Task<Result<Done>> RetryAsync(long operationId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var rows = db.Reachable<Operation>().Where(row => row.Id == operationId);

        // The condition stands in the update itself: between look and update a worker may take it up.
        var due = await rows.Where(row => row.Status == OperationStatus.Running && (row.LeaseUntil == null || row.LeaseUntil <= now))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.NotBefore, now), ct);
        var operation = await rows.AsNoTracking().SingleOrDefaultAsync(ct);
        if (operation is null)
        {
            return Problems.NotFound("operation");
        }

        if (due == 0)
        {
            return OperationLaws.WhyNoRetry(operation, now) ?? OperationLaws.Held;
        }

        await audit.WriteAsync(
            "operation.retry",
            operation.OrganizationId,
            ct,
            FormattableString.Invariant($"operation:{operation.Id}"),
            FormattableString.Invariant($"server:{operation.ServerId}"));
        database.AfterCommit(() => wake(operationId));
        return default(Done);
    }
}
