using Hostelry.Billing.Alarms;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments.Bounds;

/// <summary>Stops a customer's money and calls staff.</summary>
public sealed class ParkCustomer(
    BillingDb db, Database database, CustomerLock customers, PaymentTrail trail, AuditLog audit, TimeProvider clock)
{
    /// <summary>Idempotent: one alarm while the reason is open. Refusals: <c>customer_missing</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(long organizationId, string reason, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await customers.TakeAsync(organizationId, ct) is null)
                {
                    return CustomerProblems.Missing;
                }

                if (await db.Reachable<Parking>().AnyAsync(
                    parking => parking.OrganizationId == organizationId && parking.Reason == reason && parking.Until == null, ct))
                {
                    return default(Done);
                }

                db.Parkings.Add(new Parking { OrganizationId = organizationId, Reason = reason, Since = clock.GetUtcNow() });
                audit.Add("customer.park." + reason, organizationId, $"customer:{organizationId}");
                await trail.AlarmAsync(
                    PaymentAlarm.Parked, $"customer:{organizationId}", organizationId, $"Its money stands still: {reason}.", ct);
                await db.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);
}

/// <summary>Staff have looked: the customer's money moves again.</summary>
public sealed class ReleaseCustomer(
    BillingDb db, Database database, CustomerLock customers, AuditLog audit, AlarmLog alarms, TimeProvider clock)
{
    /// <summary>Idempotent. Refusals: <c>customer_missing</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(long organizationId, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await customers.TakeAsync(organizationId, ct) is null)
                {
                    return CustomerProblems.Missing;
                }

                var open = await db.Reachable<Parking>()
                    .Where(parking => parking.OrganizationId == organizationId && parking.Until == null).ToListAsync(ct);
                foreach (var parking in open)
                {
                    parking.Until = clock.GetUtcNow();
                    parking.ReleasedBy = db.Tenant.Actor;
                    audit.Add("customer.release." + parking.Reason, organizationId, $"customer:{organizationId}");
                }

                await db.SaveChangesAsync(ct);
                await alarms.ClearAsync(PaymentAlarm.Parked, $"customer:{organizationId}", ct);
                return default(Done);
            },
            ct);
}
