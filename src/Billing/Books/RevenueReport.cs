using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Tax;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Books;

/// <summary>What was earned in a month by product class, less what was taken back.</summary>
public sealed record RevenueRow(Month Month, string ProductClass, Currency Currency, Money Earned);

/// <summary>What was paid and is not earned yet: the wallets, at a month's end.</summary>
public sealed record DeferredRow(Month Month, Currency Currency, Money Wallets);

/// <summary>Tax of a month by country and rate; credit notes are taken off.</summary>
/// <param name="Category">S, AE, E or O.</param>
/// <param name="Reason">A code: <see cref="TaxReason"/>.</param>
public sealed record TaxRow(
    Month Month, string Country, string Category, TaxRate Rate, string Reason, Currency Currency, Money Taxable, Money Tax);

/// <summary>Revenue and deferred income of a legal entity by month (UTC), and its tax by month of its own zone.</summary>
public sealed class BookReports(BillingDb db)
{
    /// <summary>By the month of booking.</summary>
    public async Task<IReadOnlyList<RevenueRow>> RevenueAsync(long legalEntityId, Month from, Month to, CancellationToken ct)
    {
        var rows = new List<RevenueRow>();
        for (var month = from; month <= to; month = month.Next)
        {
            var (start, end) = (month.Start, month.End);
            var sums = await db.Reachable<LedgerEntry>()
                .Where(entry => entry.Transaction!.LegalEntityId == legalEntityId && entry.Account!.Kind == AccountKind.Revenue
                    && entry.Transaction.BookedAt >= start && entry.Transaction.BookedAt < end)
                .GroupBy(entry => new { entry.Account!.Detail, entry.Currency })
                .Select(group => new { group.Key.Detail, group.Key.Currency, Sum = group.Sum(entry => entry.AmountMinor) })
                .ToListAsync(ct);
            rows.AddRange(sums.OrderBy(sum => sum.Currency.Code, StringComparer.Ordinal).ThenBy(sum => sum.Detail, StringComparer.Ordinal)
                .Select(sum => new RevenueRow(month, sum.Detail, sum.Currency, new Money(sum.Sum, sum.Currency))));
        }

        return rows;
    }

    /// <summary>Wallets at the end of each month.</summary>
    public async Task<IReadOnlyList<DeferredRow>> DeferredAsync(long legalEntityId, Month from, Month to, CancellationToken ct)
    {
        var rows = new List<DeferredRow>();
        for (var month = from; month <= to; month = month.Next)
        {
            var end = month.End;
            var sums = await db.Reachable<LedgerEntry>()
                .Where(entry => entry.Transaction!.LegalEntityId == legalEntityId && entry.Account!.Kind == AccountKind.Prepaid
                    && entry.Transaction.BookedAt < end)
                .GroupBy(entry => entry.Currency)
                .Select(group => new { Currency = group.Key, Sum = group.Sum(entry => entry.AmountMinor) })
                .ToListAsync(ct);
            rows.AddRange(sums.OrderBy(sum => sum.Currency.Code, StringComparer.Ordinal)
                .Select(sum => new DeferredRow(month, sum.Currency, new Money(sum.Sum, sum.Currency))));
        }

        return rows;
    }

    /// <summary>By the month of issue as it is printed, in the entity's zone: what a tax return is made of.</summary>
    public async Task<IReadOnlyList<TaxRow>> TaxAsync(long legalEntityId, Month from, Month to, CancellationToken ct)
    {
        var zone = await db.LegalEntities.Where(entity => entity.Id == legalEntityId).Select(entity => entity.TimeZone).SingleOrDefaultAsync(ct);
        var rows = new List<TaxRow>();
        for (var month = from; zone is not null && month <= to; month = month.Next)
        {
            var (start, end) = (InvoiceDates.StartOf(month, zone), InvoiceDates.StartOf(month.Next, zone));
            var sums = await db.Reachable<InvoiceTax>()
                .Where(tax => tax.Invoice!.LegalEntityId == legalEntityId && tax.Invoice.State != InvoiceState.Draft
                    && tax.Invoice.IssuedAt >= start && tax.Invoice.IssuedAt < end)
                .GroupBy(tax => new { tax.Country, tax.Category, tax.RateThousandths, tax.Reason, tax.Currency })
                .Select(group => new
                {
                    group.Key,
                    Taxable = group.Sum(tax => tax.Invoice!.Kind == InvoiceKind.CreditNote ? -tax.TaxableMinor : tax.TaxableMinor),
                    Tax = group.Sum(tax => tax.Invoice!.Kind == InvoiceKind.CreditNote ? -tax.TaxMinor : tax.TaxMinor),
                })
                .ToListAsync(ct);
            rows.AddRange(sums
                .OrderBy(sum => sum.Key.Currency.Code, StringComparer.Ordinal).ThenBy(sum => sum.Key.Country, StringComparer.Ordinal)
                .ThenBy(sum => sum.Key.Category).ThenByDescending(sum => sum.Key.RateThousandths)
                .Select(sum => new TaxRow(
                    month, sum.Key.Country, sum.Key.Category.Code(), new TaxRate(sum.Key.RateThousandths), sum.Key.Reason,
                    sum.Key.Currency, new Money(sum.Taxable, sum.Key.Currency), new Money(sum.Tax, sum.Key.Currency))));
        }

        return rows;
    }
}
