using System.Globalization;

using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Invoicing;

/// <summary>Proves that no finalised invoice of a legal entity was changed, removed or slipped in.</summary>
public sealed class InvoiceChain(BillingDb db)
{
    /// <summary>
    /// How many invoices were checked; <c>invoice_chain_broken</c> names the first one that is wrong. Reads all tenants:
    /// for staff and workers.
    /// </summary>
    public async Task<Result<long>> VerifyAsync(long legalEntityId, CancellationToken ct)
    {
        var series = await db.InvoiceSeries.AsNoTracking().SingleAsync(series => series.LegalEntityId == legalEntityId, ct);
        var invoices = db.Reachable<Invoice>().AsNoTracking()
            .Where(invoice => invoice.LegalEntityId == legalEntityId && invoice.State == InvoiceState.Finalised)
            .Include(invoice => invoice.Lines)
            .OrderBy(invoice => invoice.Number)
            .AsAsyncEnumerable();

        var (number, hash) = (0L, InvoiceSeries.Genesis);
        await foreach (var invoice in invoices.WithCancellation(ct))
        {
            number++;
            if (invoice.Number != number || invoice.PreviousHash != hash || !IsIntact(invoice))
            {
                return Broken(series.Code, number);
            }

            hash = invoice.Hash!;
        }

        return number == series.LastNumber && hash == series.LastHash ? number : Broken(series.Code, number + 1);
    }

    /// <summary>The kept text has the hash, and says what the rows say.</summary>
    private static bool IsIntact(Invoice invoice)
    {
        if (InvoiceDocument.HashOf(invoice.Document!) != invoice.Hash)
        {
            return false;
        }

        var kept = InvoiceDocument.Read(invoice.Document!);
        return kept.Format != InvoiceDocument.PresentFormat
            || (Money.TryParse(kept.PaidFromBalance, invoice.Currency, out var paid)
                && InvoiceDocument.Of(invoice, new InvoiceParties(kept.LegalEntity, kept.Customer), paid).Write()
                    == invoice.Document);
    }

    private static Problem Broken(string series, long number) => new(
        "invoice_chain_broken",
        string.Create(CultureInfo.InvariantCulture, $"Invoice {series}-{number:D6} is missing or was changed."));
}
