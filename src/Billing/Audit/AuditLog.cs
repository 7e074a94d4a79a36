using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Audit;

/// <summary>Writes audit rows; every room uses it. The actor is the scope's <see cref="Tenant.Actor"/>.</summary>
public sealed class AuditLog(BillingDb db, TimeProvider clock)
{
    /// <summary>
    /// Writes a row at once; it belongs to the caller's transaction, when there is one.
    /// </summary>
    /// <param name="action">A stable code: <c>server.create</c>.</param>
    /// <param name="organizationId">Null when the act concerns no single organization.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="subjects">Ids only, as <c>server:12</c>: never names, never secrets.</param>
    public Task WriteAsync(string action, long? organizationId, CancellationToken ct, params string[] subjects)
    {
        Add(action, organizationId, subjects);
        return db.SaveChangesAsync(ct);
    }

    /// <summary>As <see cref="WriteAsync"/>, but saved by the caller, together with its other changes in BillingDb.</summary>
    public void Add(string action, long? organizationId, params string[] subjects) =>
        db.AuditEntries.Add(new AuditEntry
        {
            At = clock.GetUtcNow(),
            Actor = db.Tenant.Actor,
            OrganizationId = organizationId,
            Action = action,
            Subjects = string.Join(' ', subjects),
        });
}
