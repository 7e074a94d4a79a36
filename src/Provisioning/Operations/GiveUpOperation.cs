using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Operations;

/// <summary>
/// Staff end an operation that will not come to its goal. It is only marked here and becomes due: whichever worker holds or
/// takes its lease fails its next step, and the engine's own undo follows, as after a deadline. Runs as worker.
/// </summary>
public sealed class GiveUpOperation(ProvisioningDb db, Database database, WakeOperation wake, AuditLog audit, TimeProvider clock)
{
    /// <summary>
    /// Refusals: <c>not_found</c>; <c>conflict</c> (ended, being undone, or a delete takes over); <c>never_gives_up</c>
    /// (delete, suspend, resume).
    /// </summary>
    public Task<Result<Done>> ExecuteAsync(long operationId, CancellationToken ct) =>
        database.InTransactionAsync(() => GiveUpAsync(operationId, ct), ct);

    private async Task<Result<Done>> GiveUpAsync(long operationId, CancellationToken ct)
    {
        var rows = db.Reachable<Operation>().Where(row => row.Id == operationId);
        if (await rows.AsNoTracking().SingleOrDefaultAsync(ct) is not { } operation)
        {
            return Problems.NotFound("operation");
        }

        if (OperationLaws.WhyNoGiveUp(operation) is { } problem)
        {
            return problem;
        }

        // Once more in the update: it may have ended, or begun its undo, since the look.
        var now = clock.GetUtcNow();
        var marked = await rows
            .Where(row => row.Status == OperationStatus.Running && !row.Undoing && row.GivenUpAt == null && row.SupersededBy == null)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.GivenUpAt, now).SetProperty(row => row.NotBefore, now), ct);
        if (marked == 0)
        {
            return new Problem("conflict", "The operation went on in the meantime; look again.");
        }

        await audit.WriteAsync(
            "operation.give_up",
            operation.OrganizationId,
            ct,
            FormattableString.Invariant($"operation:{operation.Id}"),
            FormattableString.Invariant($"server:{operation.ServerId}"));
        database.AfterCommit(() => wake(operationId));
        return default(Done);
    }
}
