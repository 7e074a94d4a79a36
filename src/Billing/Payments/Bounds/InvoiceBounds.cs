using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments.Bounds;

/// <summary>What keeps a month from being invoiced until staff have looked.</summary>
public sealed class InvoiceBounds(BillingDb db, ParkCustomer park, PaymentSettings settings)
{
    /// <summary>Customers of the batch whose money stands still.</summary>
    public async Task<IReadOnlySet<long>> ParkedAsync(IReadOnlyCollection<Customer> batch, CancellationToken ct)
    {
        List<long> ids = [.. batch.Select(customer => customer.OrganizationId)];
        return (await db.Reachable<Parking>()
            .Where(parking => ids.Contains(parking.OrganizationId) && parking.Until == null)
            .Select(parking => parking.OrganizationId).Distinct().ToListAsync(ct)).ToHashSet();
    }

    /// <summary>
    /// True when the invoice has more lines than it may have: the customer is parked now. What staff released since the month's
    /// end is theirs to answer for, and passes.
    /// </summary>
    public async Task<bool> BreaksAsync(Invoice draft, Month month, CancellationToken ct)
    {
        if (draft.Lines.Count <= settings.LinesPerInvoice
            || await db.Reachable<Parking>().AnyAsync(
                parking => parking.OrganizationId == draft.OrganizationId && parking.Reason == ParkingReason.InvoiceLines
                    && parking.Since >= month.End && parking.Until != null,
                ct))
        {
            return false;
        }

        await park.ExecuteAsync(draft.OrganizationId, ParkingReason.InvoiceLines, ct);
        return true;
    }
}
