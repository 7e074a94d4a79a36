using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Invoicing;

/// <summary>Pays a customer's open invoices from its wallet. After every payment, and by the worker's tick.</summary>
public sealed class SettleInvoices(BillingDb db, Database database, CustomerLock customers, Settlements settlements)
{
    /// <summary>Idempotent. Refusals: <c>customer_missing</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(long organizationId, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await customers.TakeAsync(organizationId, ct) is not { } customer)
                {
                    return CustomerProblems.Missing;
                }

                await settlements.PayFromWalletAsync(customer, ct);
                await db.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);
}

/// <summary>The tick's part: whoever has an open invoice and something in the wallet. Seldom anybody, for payments settle at once.</summary>
public sealed class SettleOpenInvoices(BillingDb db, SettleInvoices settle)
{
    /// <returns>How many customers were looked at.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var open = db.Reachable<Invoice>().Where(invoice =>
            invoice.State == InvoiceState.Finalised && invoice.Kind != InvoiceKind.CreditNote);
        var found = await db.Reachable<LedgerEntry>()
            .Where(entry => entry.Account!.Kind == AccountKind.Prepaid
                && open.Any(invoice => invoice.OrganizationId == entry.OrganizationId))
            .GroupBy(entry => entry.OrganizationId)
            .Where(group => group.Sum(entry => entry.AmountMinor) > 0)
            .Select(group => group.Key)
            .ToListAsync(ct);
        foreach (var organizationId in found)
        {
            _ = await settle.ExecuteAsync(organizationId, ct);
            db.ChangeTracker.Clear();
        }

        return found.Count;
    }
}

/// <summary>Gives up what is still owed of an invoice; the wallet is not touched. For staff.</summary>
public sealed class WriteOffInvoice(
    BillingDb db, Database database, CustomerLock customers, Settlements settlements, AuditLog audit)
{
    /// <summary>
    /// What was given up. Refusals: <c>customer_missing</c>, <c>invoice_missing</c>, <c>invoice_settled</c> (nothing is owed).
    /// </summary>
    public Task<Result<Money>> ExecuteAsync(long organizationId, long invoiceId, CancellationToken ct) =>
        database.InTransactionAsync<Money>(
            async () =>
            {
                if (await customers.TakeAsync(organizationId, ct) is not { } customer)
                {
                    return CustomerProblems.Missing;
                }

                var invoice = await db.Reachable<Invoice>().SingleOrDefaultAsync(
                    row => row.OrganizationId == organizationId && row.Id == invoiceId && row.State != InvoiceState.Draft
                        && row.Kind != InvoiceKind.CreditNote,
                    ct);
                if (invoice is null)
                {
                    return InvoiceProblems.Missing;
                }

                var open = await settlements.OpenAsync(invoice, ct);
                if (open.Minor <= 0)
                {
                    return new Problem("invoice_settled", "Nothing is owed on this invoice.", "invoice");
                }

                await settlements.WriteOffAsync(customer, invoice, open, ct);
                audit.Add("invoice.write_off", organizationId, $"invoice:{invoiceId}");
                await db.SaveChangesAsync(ct);
                return open;
            },
            ct);
}

internal static class InvoiceProblems
{
    public static Problem Missing { get; } = new("invoice_missing", "There is no such invoice.", "invoice");
}
