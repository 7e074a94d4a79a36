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
    /// <summary>By the month of booking; one statement.</summary>
    public async Task<IReadOnlyList<RevenueRow>> RevenueAsync(long legalEntityId, Month from, Month to, CancellationToken ct)
    {
        var sums = await Each(from, to, (number, start, end) => db.Reachable<LedgerEntry>()
                .Where(entry => entry.Transaction!.LegalEntityId == legalEntityId && entry.Account!.Kind == AccountKind.Revenue
                    && entry.Transaction.BookedAt >= start && entry.Transaction.BookedAt < end)
                .GroupBy(entry => new { entry.Account!.Detail, entry.Currency })
                .Select(group => new { Number = number, group.Key.Detail, group.Key.Currency, Sum = group.Sum(entry => entry.AmountMinor) }))
            .ToListAsync(ct);
        return
        [
            .. sums.OrderBy(sum => sum.Number).ThenBy(sum => sum.Currency.Code, StringComparer.Ordinal).ThenBy(sum => sum.Detail, StringComparer.Ordinal)
                .Select(sum => new RevenueRow(MonthOf(from, sum.Number), sum.Detail, sum.Currency, new Money(sum.Sum, sum.Currency))),
        ];
    }

    /// <summary>Wallets at the end of each month; one statement.</summary>
    public async Task<IReadOnlyList<DeferredRow>> DeferredAsync(long legalEntityId, Month from, Month to, CancellationToken ct)
    {
        // All that was before goes to the first month; each later one adds what was booked in it.
        var sums = await Each(from, to, (number, start, end) => db.Reachable<LedgerEntry>()
                .Where(entry => entry.Transaction!.LegalEntityId == legalEntityId && entry.Account!.Kind == AccountKind.Prepaid
                    && (number == 0 || entry.Transaction.BookedAt >= start) && entry.Transaction.BookedAt < end)
                .GroupBy(entry => entry.Currency)
                .Select(group => new { Number = number, Currency = group.Key, Sum = group.Sum(entry => entry.AmountMinor) }))
            .ToListAsync(ct);
        var rows = new List<DeferredRow>();
        foreach (var currency in sums.GroupBy(sum => sum.Currency).OrderBy(group => group.Key.Code, StringComparer.Ordinal))
        {
            var (number, sum) = (0, Money.Zero(currency.Key));
            for (var month = from; month <= to; month = month.Next, number++)
            {
                sum += new Money(currency.Where(one => one.Number == number).Sum(one => one.Sum), currency.Key);
                rows.Add(new DeferredRow(month, currency.Key, sum));
            }
        }

        return [.. rows.OrderBy(row => row.Month).ThenBy(row => row.Currency.Code, StringComparer.Ordinal)];
    }

    /// <summary>By the month of issue as it is printed, in the entity's zone: what a tax return is made of.</summary>
    public async Task<IReadOnlyList<TaxRow>> TaxAsync(long legalEntityId, Month from, Month to, CancellationToken ct)
    {
        var zone = await db.LegalEntities.Where(entity => entity.Id == legalEntityId).Select(entity => entity.TimeZone).SingleOrDefaultAsync(ct);
        var sums = await Each(from, to, (number, start, end) => db.Reachable<InvoiceTax>()
                .Where(tax => tax.Invoice!.LegalEntityId == legalEntityId && tax.Invoice.State != InvoiceState.Draft
                    && tax.Invoice.IssuedAt >= start && tax.Invoice.IssuedAt < end)
                .GroupBy(tax => new { tax.Country, tax.Category, tax.RateThousandths, tax.Reason, tax.Currency })
                .Select(group => new
                {
                    Number = number,
                    group.Key.Country,
                    group.Key.Category,
                    group.Key.RateThousandths,
                    group.Key.Reason,
                    group.Key.Currency,
                    Taxable = group.Sum(tax => tax.Invoice!.Kind == InvoiceKind.CreditNote ? -tax.TaxableMinor : tax.TaxableMinor),
                    Tax = group.Sum(tax => tax.Invoice!.Kind == InvoiceKind.CreditNote ? -tax.TaxMinor : tax.TaxMinor),
                }), month => InvoiceDates.StartOf(month, zone ?? "Etc/UTC"))
            .ToListAsync(ct);
        return
        [
            .. sums.OrderBy(sum => sum.Number)
                .ThenBy(sum => sum.Currency.Code, StringComparer.Ordinal).ThenBy(sum => sum.Country, StringComparer.Ordinal)
                .ThenBy(sum => sum.Category).ThenByDescending(sum => sum.RateThousandths)
                .Select(sum => new TaxRow(
                    MonthOf(from, sum.Number), sum.Country, sum.Category.Code(), new TaxRate(sum.RateThousandths), sum.Reason,
                    sum.Currency, new Money(sum.Taxable, sum.Currency), new Money(sum.Tax, sum.Currency))),
        ];
    }

    /// <summary>The rows of each month, told apart by its number from 0 on, in one statement.</summary>
    private static IQueryable<T> Each<T>(
        Month from, Month to, Func<int, DateTimeOffset, DateTimeOffset, IQueryable<T>> rows, Func<Month, DateTimeOffset>? startOf = null)
    {
        startOf ??= month => month.Start;
        var all = rows(0, startOf(from), startOf(from.Next));
        var number = 1;
        for (var month = from.Next; month <= to; month = month.Next, number++)
        {
            all = all.Concat(rows(number, startOf(month), startOf(month.Next)));
        }

        return all;
    }

    private static Month MonthOf(Month from, int number) => Month.Of(from.Start.AddMonths(number));
}
