using System.Globalization;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Payments.Bounds;

namespace Hostelry.Billing.Invoicing.Corrections;

/// <summary>
/// Issues drafts outside of a month's close: numbers, chains, books and settles them. In the caller's transaction, under the
/// customer's lock.
/// </summary>
public sealed class NoteWriter(BillingDb db, InvoiceWriter writer, Journal journal, Settlements settlements, InvoiceBounds bounds)
{
    /// <summary>Whether the customer's money stands still until staff have looked.</summary>
    internal async Task<bool> IsParkedAsync(Customer customer, CancellationToken ct) =>
        (await bounds.ParkedAsync([customer], ct)).Count > 0;

    /// <summary>An invoice or a debit note: owed, and paid from the wallet as far as it goes.</summary>
    internal async Task ChargeAsync(Customer customer, Invoice draft, CancellationToken ct)
    {
        db.Invoices.Add(draft);
        await db.SaveChangesAsync(ct);
        await writer.FinaliseAsync(customer.LegalEntityId, [new DraftedInvoice(customer, draft)], ct);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Where a credit note's total goes.</summary>
    internal async Task<CreditParts> PartsAsync(Invoice original, Invoice note, CancellationToken ct)
    {
        var lowered = Money.Min(await settlements.OpenAsync(original, ct), note.Total);
        var givenUp = Money.Min(await settlements.GivenUpAsync(original, ct), note.Total - lowered);
        return new CreditParts(lowered, givenUp, note.Total - lowered - givenUp);
    }

    /// <summary>
    /// A credit note: lowers first what is still owed of its original, then what was given up of it; what was paid goes to the
    /// wallet, and from there to other open invoices.
    /// </summary>
    /// <param name="customer">Locked.</param>
    /// <param name="original">Tracked, so that its state follows.</param>
    /// <param name="note">A draft.</param>
    /// <param name="parts">Its <see cref="PartsAsync"/>.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task CreditAsync(Customer customer, Invoice original, Invoice note, CreditParts parts, CancellationToken ct)
    {
        db.Invoices.Add(note);
        await db.SaveChangesAsync(ct);
        await writer.FinaliseAsync(customer.LegalEntityId, [new DraftedInvoice(customer, note)], ct);

        List<Posting> postings =
        [
            .. InvoiceWriter.Postings(note).Where(posting => posting.Account != AccountKind.Receivable)
                .Select(posting => posting with { Amount = -posting.Amount }),
            new(AccountKind.Receivable, parts.Lowered),
            new(AccountKind.WriteOff, parts.GivenUp),
            new(AccountKind.Prepaid, parts.ToWallet),
        ];
        postings.RemoveAll(posting => posting.Amount.IsZero);
        if (postings.Count > 0)
        {
            await journal.PostAsync(customer, "credit_note", note.Id.ToString(CultureInfo.InvariantCulture), postings, ct);
        }

        await settlements.TakeBackAsync(original, parts, ct);
        await db.SaveChangesAsync(ct);
        await settlements.PayFromWalletAsync(customer, ct);
        await db.SaveChangesAsync(ct);
    }
}
