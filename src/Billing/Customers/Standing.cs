using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Outbox;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Customers;

/// <summary>Why a customer is suspended at present.</summary>
public sealed class Standing(BillingDb db)
{
    /// <summary>The open reasons, sorted; empty means in good standing.</summary>
    public async Task<IReadOnlyList<string>> ReasonsAsync(long organizationId, CancellationToken ct) =>
        await db.Reachable<Suspension>()
            .Where(suspension => suspension.OrganizationId == organizationId && suspension.Until == null)
            .Select(suspension => suspension.Reason)
            .OrderBy(reason => reason)
            .ToListAsync(ct);
}

/// <summary>Raises one reason; the first one pauses the customer's servers. Billing goes on: disk and address stay held.</summary>
public sealed class SuspendCustomer(
    BillingDb db, Database database, CustomerLock customers, OutboxWriter outbox, AuditLog audit, TimeProvider clock)
{
    /// <summary>Idempotent. Refusals: <c>invalid_input</c> (unknown reason), <c>customer_missing</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(long organizationId, string reason, CancellationToken ct) =>
        database.InTransactionAsync(() => SuspendAsync(organizationId, reason, ct), ct);

    private async Task<Result<Done>> SuspendAsync(long organizationId, string reason, CancellationToken ct)
    {
        if (!SuspensionReason.All.Contains(reason))
        {
            return new Problem("invalid_input", "reason must be one of " + string.Join(", ", SuspensionReason.All) + ".", "reason");
        }

        if (await customers.TakeAsync(organizationId, ct) is null)
        {
            return CustomerProblems.Missing;
        }

        var open = await db.Reachable<Suspension>()
            .Where(suspension => suspension.OrganizationId == organizationId && suspension.Until == null).ToListAsync(ct);
        if (open.Any(suspension => suspension.Reason == reason))
        {
            return default(Done);
        }

        db.Suspensions.Add(new Suspension { OrganizationId = organizationId, Reason = reason, Since = clock.GetUtcNow() });
        audit.Add("customer.suspend." + reason, organizationId, $"customer:{organizationId}");
        if (open.Count == 0)
        {
            await outbox.LookAtAllAsync(organizationId, ct);
        }

        await db.SaveChangesAsync(ct);
        return default(Done);
    }
}

/// <summary>Clears one reason; when it was the last, the customer's servers run again.</summary>
public sealed class ResumeCustomer(
    BillingDb db, Database database, CustomerLock customers, OutboxWriter outbox, AuditLog audit, TimeProvider clock)
{
    /// <summary>Idempotent. Refusals: <c>customer_missing</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(long organizationId, string reason, CancellationToken ct) =>
        database.InTransactionAsync(() => ResumeAsync(organizationId, reason, ct), ct);

    private async Task<Result<Done>> ResumeAsync(long organizationId, string reason, CancellationToken ct)
    {
        if (await customers.TakeAsync(organizationId, ct) is null)
        {
            return CustomerProblems.Missing;
        }

        var open = await db.Reachable<Suspension>()
            .Where(suspension => suspension.OrganizationId == organizationId && suspension.Until == null).ToListAsync(ct);
        if (open.SingleOrDefault(suspension => suspension.Reason == reason) is not { } cleared)
        {
            return default(Done);
        }

        cleared.Until = clock.GetUtcNow();
        audit.Add("customer.resume." + reason, organizationId, $"customer:{organizationId}");
        if (open.Count == 1)
        {
            await outbox.LookAtAllAsync(organizationId, ct);
        }

        await db.SaveChangesAsync(ct);
        return default(Done);
    }
}
