using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Customers;

/// <summary>
/// The lock of the room: whatever changes a customer's subscriptions, standing or months holds the customer's row until
/// the end of the transaction. Whoever needs more locks takes this one first.
/// </summary>
public sealed class CustomerLock(BillingDb db, Database database)
{
    /// <summary>The customer as it is now, locked; null when there is none in reach of the tenant.</summary>
    public async Task<Customer?> TakeAsync(long organizationId, CancellationToken ct)
    {
        if (!database.InTransaction)
        {
            throw new InvalidOperationException("A customer is locked inside a transaction only.");
        }

        var tracked = db.Customers.Local.FindEntry(organizationId);
        var (row, read) = (new LockedCustomer(organizationId, Read: false), new LockedCustomer(organizationId, Read: true));
        if (tracked is not null && database.Holds(read))
        {
            return tracked.Entity;
        }

        var found = database.Holds(row)
            ? db.Reachable<Customer>()
            : Locked($"SELECT * FROM customers WHERE organization_id = {organizationId} FOR UPDATE");
        var customer = await found.SingleOrDefaultAsync(customer => customer.OrganizationId == organizationId, ct);
        if (customer is null)
        {
            return null;
        }

        if (tracked is not null)
        {
            // It was read before the lock was granted: others may have changed it since.
            await tracked.ReloadAsync(ct);
        }

        database.Hold(row);
        database.Hold(read);
        return customer;
    }

    /// <summary>
    /// Says that a statement of the caller's has locked the customer's row in this transaction; who takes it from here reads
    /// it alone.
    /// </summary>
    public void NoteLocked(long organizationId) => database.Hold(new LockedCustomer(organizationId, Read: false));

    /// <summary>
    /// The next customers of a legal entity whose open month starts at <paramref name="closedUntil"/>, by id, without
    /// those in <paramref name="except"/>.
    /// </summary>
    public Task<List<Customer>> TakeOpenAsync(
        long legalEntityId, DateTimeOffset closedUntil, int count, IReadOnlyCollection<long> except, CancellationToken ct) =>
        Locked($"""
            SELECT * FROM customers WHERE legal_entity_id = {legalEntityId} AND closed_until = {closedUntil.ToUniversalTime()}
              AND organization_id <> ALL ({except.ToArray()})
            ORDER BY organization_id LIMIT {count} FOR UPDATE
            """)
            .Where(customer => customer.LegalEntityId == legalEntityId && customer.ClosedUntil == closedUntil
                && !except.Contains(customer.OrganizationId))
            .OrderBy(customer => customer.OrganizationId)
            .Take(count)
            .ToListAsync(ct);

    private sealed record LockedCustomer(long OrganizationId, bool Read);

    /// <summary>SQLite has no row locks and needs none: its transactions begin immediate, so this one is alone.</summary>
    private IQueryable<Customer> Locked(FormattableString postgres)
    {
        if (database.IsSqlite)
        {
            return db.Reachable<Customer>();
        }

        var rows = db.Customers.FromSql(postgres);
        return db.Tenant.Access is Kernel.Access.Staff or Kernel.Access.Worker
            ? rows.IgnoreQueryFilters([ModuleContext.TenantFilter])
            : rows;
    }
}
