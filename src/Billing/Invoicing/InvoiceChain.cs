using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Invoicing;

/// <summary>Proves that no finalised invoice of a legal entity was changed, removed or slipped in.</summary>
public sealed class InvoiceChain(BillingDb db)
{
    /// <summary>
    /// How many invoices were checked, over all series; <c>invoice_chain_broken</c> names the first one that is wrong.
    /// Reads all tenants: for staff and workers. A month may be closed meanwhile: what a series says first is what is
    /// checked, and rows up to there do not change any more.
    /// </summary>
    public async Task<Result<long>> VerifyAsync(long legalEntityId, CancellationToken ct)
    {
        var verified = 0L;
        foreach (var series in await db.InvoiceSeries.AsNoTracking()
            .Where(series => series.LegalEntityId == legalEntityId).OrderBy(series => series.Id).ToListAsync(ct))
        {
            if (await VerifyAsync(series, ct) is { } problem)
            {
                return problem;
            }

            verified += series.LastNumber;
        }

        return verified;
    }

    private async Task<Problem?> VerifyAsync(InvoiceSeries series, CancellationToken ct)
    {
        var invoices = db.Reachable<Invoice>().AsNoTracking()
            .Where(invoice => invoice.LegalEntityId == series.LegalEntityId && invoice.State != InvoiceState.Draft
                && invoice.Series == series.Code && invoice.Number <= series.LastNumber)
            .Include(invoice => invoice.Lines).Include(invoice => invoice.Taxes)
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

        if (number != series.LastNumber || hash != series.LastHash)
        {
            return Broken(series.Code, number + 1);
        }

        // One statement sees one moment: a number above the series' own was slipped in.
        var beyond = await db.Reachable<Invoice>()
            .Where(invoice => invoice.LegalEntityId == series.LegalEntityId && invoice.Series == series.Code
                && invoice.Number > db.InvoiceSeries.First(row => row.Id == series.Id).LastNumber)
            .MinAsync(invoice => invoice.Number, ct);
        return beyond is { } slippedIn ? Broken(series.Code, slippedIn) : null;
    }

    /// <summary>The kept text has the hash, and says what the rows say.</summary>
    private static bool IsIntact(Invoice invoice) =>
        InvoiceDocument.HashOf(invoice.Document!) == invoice.Hash && InvoiceDocument.Matches(invoice);

    private static Problem Broken(string series, long number) => new(
        "invoice_chain_broken",
        $"Invoice {InvoiceDocument.NameOf(series, number)} is missing or was changed.");
}
