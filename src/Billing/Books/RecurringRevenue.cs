using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Books;

/// <summary>A month's recurring revenue and how it differs from the month before: New + Expanded − Contracted − Lost.</summary>
/// <param name="Revenue">Net, of what was used in the month; credit notes are taken off.</param>
/// <param name="Customers">With any.</param>
/// <param name="Left">Customers of the month before that have none.</param>
/// <param name="Churn">The part of the month before's customers that left, in percent with one digit; 0 when there were none.</param>
public sealed record RecurringMonth(
    Month Month, Currency Currency, Money Revenue, int Customers, Money New, Money Expanded, Money Contracted, Money Lost,
    int Left, decimal Churn);

/// <summary>Monthly recurring revenue and churn, from what was invoiced.</summary>
public sealed class RecurringRevenue(BillingDb db)
{
    /// <summary>By currency, oldest first; the first month of the books has no month before.</summary>
    public async Task<IReadOnlyList<RecurringMonth>> ForAsync(long legalEntityId, Month from, Month to, CancellationToken ct)
    {
        var (start, end) = (from.Previous.Start, to.End);
        var rows = await db.Reachable<Invoice>()
            .Where(invoice => invoice.LegalEntityId == legalEntityId && invoice.State != InvoiceState.Draft
                && invoice.PeriodStart >= start && invoice.PeriodStart < end)
            .GroupBy(invoice => new { invoice.OrganizationId, invoice.PeriodStart, invoice.Currency })
            .Select(group => new
            {
                group.Key,
                Net = group.Sum(invoice => invoice.Kind == InvoiceKind.CreditNote ? -invoice.NetMinor : invoice.NetMinor),
            })
            .ToListAsync(ct);
        return Months(
            rows.Select(row => (row.Key.OrganizationId, Month.Of(row.Key.PeriodStart), new Money(row.Net, row.Key.Currency))),
            from,
            to);
    }

    /// <summary>Pure.</summary>
    internal static IReadOnlyList<RecurringMonth> Months(
        IEnumerable<(long Customer, Month Month, Money Net)> rows, Month from, Month to) =>
        [
            .. rows.Where(row => row.Net.Minor > 0).GroupBy(row => row.Net.Currency)
                .OrderBy(group => group.Key.Code, StringComparer.Ordinal)
                .SelectMany(group =>
                {
                    var byMonth = group.ToLookup(row => row.Month);
                    return Between(from, to).Select(month => Compare(month, group.Key, Of(byMonth[month.Previous]), Of(byMonth[month])));
                }),
        ];

    private static Dictionary<long, long> Of(IEnumerable<(long Customer, Month Month, Money Net)> rows) =>
        rows.ToDictionary(row => row.Customer, row => row.Net.Minor);

    private static RecurringMonth Compare(
        Month month, Currency currency, Dictionary<long, long> before, Dictionary<long, long> now)
    {
        Money Sum(IEnumerable<long> minor) => new(minor.Sum(), currency);
        var stayed = now.Where(customer => before.ContainsKey(customer.Key))
            .Select(customer => customer.Value - before[customer.Key]).ToList();
        var lost = before.Where(customer => !now.ContainsKey(customer.Key)).Select(customer => customer.Value).ToList();
        return new RecurringMonth(
            month,
            currency,
            Sum(now.Values),
            now.Count,
            Sum(now.Where(customer => !before.ContainsKey(customer.Key)).Select(customer => customer.Value)),
            Sum(stayed.Where(difference => difference > 0)),
            Sum(stayed.Where(difference => difference < 0).Select(difference => -difference)),
            Sum(lost),
            lost.Count,
            before.Count == 0 ? 0 : Math.Round(100m * lost.Count / before.Count, 1, MidpointRounding.AwayFromZero));
    }

    private static IEnumerable<Month> Between(Month from, Month to)
    {
        for (var month = from; month <= to; month = month.Next)
        {
            yield return month;
        }
    }
}
