using Hostelry.Billing.Alarms;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing.Corrections;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Invoicing;

/// <summary>A line, or a total, that its facts do not give.</summary>
/// <param name="InvoiceId">Which invoice.</param>
/// <param name="Number">As printed.</param>
/// <param name="What">One English sentence.</param>
public sealed record ReplayDifference(long InvoiceId, string Number, string What);

/// <param name="Invoices">How many were recomputed.</param>
/// <param name="Lines">How many lines they have.</param>
/// <param name="Differences">Empty when every one of them is what its facts give.</param>
public sealed record Replayed(long Invoices, long Lines, IReadOnlyList<ReplayDifference> Differences);

/// <summary>
/// Makes every finalised invoice once more from its facts, by the function that made it, and tells what differs. Where late
/// usage brought notes, it is invoice and notes together that must be what the facts give now; a month to which usage came just
/// now is left until it is corrected. Reads only; a difference is an alarm besides.
/// </summary>
public sealed class ReplayInvoices(BillingDb db, RatingFacts facts, AlarmLog alarms)
{
    private const int PageSize = 100;

    /// <summary>For workers: reads all tenants, a page of invoices at a time.</summary>
    public async Task<Replayed> ExecuteAsync(CancellationToken ct)
    {
        var replayed = new Replayed(0, 0, []);
        var last = 0L;
        while (await PageAsync(last, ct) is { Count: > 0 } page)
        {
            replayed = await ReplayAsync(page, replayed, ct);
            last = page[^1].Id;
            db.ChangeTracker.Clear();
        }

        return replayed;
    }

    private Task<List<Invoice>> PageAsync(long after, CancellationToken ct) =>
        db.Reachable<Invoice>().AsNoTracking().Include(invoice => invoice.Lines)
            .Where(invoice => invoice.Id > after && invoice.State != InvoiceState.Draft && invoice.Kind == InvoiceKind.Invoice)
            .OrderBy(invoice => invoice.Id)
            .Take(PageSize)
            .ToListAsync(ct);

    private async Task<Replayed> ReplayAsync(List<Invoice> page, Replayed sofar, CancellationToken ct)
    {
        var documents = await MonthDocuments.LoadAsync(db, page, ct);
        var organizations = page.Select(invoice => invoice.OrganizationId).Distinct().ToList();
        var customers = (await db.Reachable<Customer>().AsNoTracking()
                .Where(customer => organizations.Contains(customer.OrganizationId)).ToListAsync(ct))
            .ToDictionary(customer => customer.OrganizationId);
        var differences = new List<ReplayDifference>(sofar.Differences);
        foreach (var month in page.GroupBy(invoice => Month.Of(invoice.PeriodStart)))
        {
            var records = await facts.LoadAsync(
                [.. month.Select(invoice => customers[invoice.OrganizationId]).Distinct()], month.Key.Start, ct);
            var awaiting = await MonthDocuments.Awaiting(db, month.Key.Start)
                .Where(row => organizations.Contains(row.OrganizationId)).Select(row => row.OrganizationId).Distinct().ToListAsync(ct);
            foreach (var invoice in month.Where(invoice => !awaiting.Contains(invoice.OrganizationId)))
            {
                var record = records.GetValueOrDefault(invoice.OrganizationId, CustomerRecord.Nothing);
                var lines = Rater.Rate(record.Facts, Period.Of(month.Key));
                var found = Compare(documents[invoice.Id], lines).ToList();
                differences.AddRange(found.Select(what => new ReplayDifference(
                    invoice.Id, FormattableString.Invariant($"{invoice.Series}-{invoice.Number:D6}"), what)));
                await AlarmAsync(invoice, found, ct);
            }
        }

        return new Replayed(
            sofar.Invoices + page.Count, sofar.Lines + page.Sum(invoice => invoice.Lines.Count), differences);
    }

    private Task AlarmAsync(Invoice invoice, List<string> found, CancellationToken ct)
    {
        var subject = FormattableString.Invariant($"invoice:{invoice.Id}");
        return found.Count == 0
            ? alarms.ClearAsync(AlarmCode.InvoiceDiffers, subject, ct)
            : alarms.RaiseAsync(AlarmCode.InvoiceDiffers, subject, invoice.OrganizationId, string.Join(' ', found), ct);
    }

    internal static IEnumerable<string> Compare(MonthDocuments documents, IReadOnlyList<RatedLine> lines)
    {
        if (!documents.HasLateNotes)
        {
            return CompareExactly(documents.Invoice, lines);
        }

        var zero = Money.Zero(documents.Invoice.Currency);
        var (charged, owed) = (documents.Charged(), MonthDocuments.Owed(lines, zero.Currency));
        return charged.Keys.Union(owed.Keys)
            .Select(key => (Key: key, Charged: charged.GetValueOrDefault(key, zero), Owed: owed.GetValueOrDefault(key, zero)))
            // What staff has taken back already is not taken back again.
            .Where(line => line.Owed > line.Charged || line.Charged - line.Owed > documents.CreditedByStaff(line.Key))
            .Select(line => $"{line.Key.ProductCode} of subscription {line.Key.SubscriptionId}: charged {line.Charged}, the facts give {line.Owed}.");
    }

    private static IEnumerable<string> CompareExactly(Invoice invoice, IReadOnlyList<RatedLine> lines)
    {
        var rows = invoice.Lines.OrderBy(line => line.Position).ToList();
        for (var at = 0; at < Math.Max(rows.Count, lines.Count); at++)
        {
            if (at >= rows.Count)
            {
                yield return $"Line {at + 1} is missing: {lines[at].Description}, {lines[at].Amount}.";
            }
            else if (at >= lines.Count)
            {
                yield return $"Line {at + 1} has no facts: {rows[at].Description}.";
            }
            else if (!Agree(rows[at], lines[at]))
            {
                yield return FormattableString.Invariant(
                    $"Line {at + 1} says {rows[at].Hours} h, {rows[at].AmountMinor}; its facts give {lines[at].Hours} h, {lines[at].Amount.Minor} minor units.");
            }
        }

        var total = rows.Sum(line => line.AmountMinor);
        if (total != invoice.NetMinor)
        {
            yield return FormattableString.Invariant($"The lines sum to {total}, the invoice says {invoice.NetMinor} minor units.");
        }
    }

    private static bool Agree(InvoiceLine row, RatedLine line) =>
        Explanation.IsSame(line, row)
        && row.Hours == line.Hours && row.AmountMinor == line.Amount.Minor && row.Capped == line.Capped
        && row.From == line.From && row.To == line.To && row.HourlyNano == line.Tariff.Unit.Nano
        && row.Measured == line.Measured && row.Included == line.Included
        // Lines of before there were kinds have no quantity: it was the hours.
        && (row.Quantity == line.Quantity || (row.Quantity == 0 && row.Kind == LineKind.Hour));
}
