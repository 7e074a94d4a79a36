using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments.Trial;

/// <summary>Trial credit in the order in which it is spent: what expires first, first.</summary>
internal static class SpendTrialCredit
{
    /// <summary>
    /// Notes how much of what the wallet paid for an invoice was trial credit; the caller holds the customer's lock and saves.
    /// </summary>
    public static async Task NoteAsync(
        BillingDb db, Customer customer, Invoice invoice, Money paid, DateTimeOffset now, CancellationToken ct)
    {
        if (!customer.HasTrialCredit || paid.Minor <= 0)
        {
            return;
        }

        foreach (var credit in await OpenAsync(db, customer.OrganizationId, ct))
        {
            var used = Money.Min(paid, credit.Left);
            if (used.Minor <= 0)
            {
                continue;
            }

            paid -= used;
            credit.UsedMinor += used.Minor;
            credit.EndedAt = credit.Left.IsZero ? now : null;
            db.TrialUses.Add(new TrialUse
            {
                OrganizationId = customer.OrganizationId,
                TrialCreditId = credit.Id,
                InvoiceId = invoice.Id,
                AmountMinor = used.Minor,
                Currency = used.Currency,
                At = now,
            });
        }
    }

    /// <summary>Credits of which something is left, tracked.</summary>
    public static Task<List<TrialCredit>> OpenAsync(BillingDb db, long organizationId, CancellationToken ct) =>
        db.Reachable<TrialCredit>().Where(credit => credit.OrganizationId == organizationId && credit.EndedAt == null)
            .OrderBy(credit => credit.ExpiresAt).ThenBy(credit => credit.Id).ToListAsync(ct);
}
