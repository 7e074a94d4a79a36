using Hostelry.Billing.Customers;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Intake;

/// <summary>
/// Makes acceptances wait for each other where they count something before they add to it. Held to the end of the
/// transaction. On PostgreSQL advisory locks (no row need exist, no right to update it); a SQLite transaction is alone
/// already. The order of all locks is in docs/operations.md.
/// </summary>
public sealed class IntakeLock(ProvisioningDb db, Database database, CustomerLock customers)
{
    // First key of the two-integer advisory locks: no other code of this product uses these.
    private const int OrganizationLocks = 0x484F5301;
    private const int PlacementLocks = 0x484F5302;

    /// <summary>One acceptance at a time that counts names, quotas or keys of an organization.</summary>
    public Task OrganizationAsync(long organizationId, CancellationToken ct) =>
        TakeAsync(OrganizationLocks, organizationId, ct);

    /// <summary>All that an order needs, in one statement: the organization's lock, Billing's customer, placement.</summary>
    public async Task ForOrderAsync(long organizationId, long sellerId, CancellationToken ct)
    {
        RequireTransaction();
        if (!database.IsSqlite)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                SELECT pg_advisory_xact_lock({OrganizationLocks}, {Key(organizationId)});
                SELECT 1 FROM customers WHERE organization_id = {organizationId} FOR UPDATE;
                SELECT pg_advisory_xact_lock({PlacementLocks}, {Key(sellerId)})
                """,
                ct);
        }

        customers.NoteLocked(organizationId);
    }

    /// <summary>
    /// One at a time that takes room or addresses of a seller's hosts for a customer. Billing's customer is locked before: who
    /// waits for its own books (a month's close holds them for long) must not hold up the seller's other customers.
    /// </summary>
    public async Task PlacementForAsync(long organizationId, long sellerId, CancellationToken ct)
    {
        _ = await customers.TakeAsync(organizationId, ct);
        await PlacementAsync(sellerId, ct);
    }

    /// <summary>The same for who needs nothing of Billing.</summary>
    public Task PlacementAsync(long sellerId, CancellationToken ct) => TakeAsync(PlacementLocks, sellerId, ct);

    private async Task TakeAsync(int kind, long id, CancellationToken ct)
    {
        RequireTransaction();
        if (!database.IsSqlite)
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({kind}, {Key(id)})", ct);
        }
    }

    /// <summary>Ids beyond 2³¹ fold: two organizations may then wait for each other, nothing worse.</summary>
    private static int Key(long id) => unchecked((int)id);

    private void RequireTransaction()
    {
        if (!database.InTransaction)
        {
            throw new InvalidOperationException("A lock is held to the end of a transaction; none is open.");
        }
    }
}
