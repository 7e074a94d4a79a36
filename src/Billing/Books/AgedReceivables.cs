using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Books;

/// <summary>What a customer owes, by how long it is overdue: not yet, up to 30, 60 and 90 days, longer.</summary>
public sealed record AgedReceivable(long OrganizationId, string Customer, Currency Currency, IReadOnlyList<Money> Buckets)
{
    public Money Total => Money.Sum(Buckets, Currency);
}

/// <summary>Open invoices as they were at a moment, by customer and age.</summary>
public sealed class AgedReceivables(BillingDb db)
{
    private const int BucketDays = 30;

    /// <summary>Not due, then 1–30, 31–60, 61–90 and more than 90 days late.</summary>
    public const int Buckets = 5;

    public async Task<IReadOnlyList<AgedReceivable>> AtAsync(long legalEntityId, DateTimeOffset at, CancellationToken ct)
    {
        var settlements = db.Reachable<InvoiceSettlement>().Where(settlement => settlement.At <= at);
        var open = await db.Reachable<Invoice>()
            .Where(invoice => invoice.LegalEntityId == legalEntityId && invoice.State != InvoiceState.Draft
                && invoice.Kind != InvoiceKind.CreditNote && invoice.IssuedAt <= at)
            .Select(invoice => new
            {
                invoice.OrganizationId,
                invoice.Currency,
                invoice.DueAt,
                Open = invoice.TotalMinor
                    - settlements.Where(settlement => settlement.InvoiceId == invoice.Id).Sum(settlement => settlement.AmountMinor),
            })
            .Where(invoice => invoice.Open != 0)
            .ToListAsync(ct);
        var ids = open.Select(invoice => invoice.OrganizationId).ToHashSet();
        var names = await db.Reachable<Customer>().Where(customer => ids.Contains(customer.OrganizationId))
            .ToDictionaryAsync(customer => customer.OrganizationId, customer => customer.Name, ct);
        return
        [
            .. open.GroupBy(invoice => (invoice.OrganizationId, invoice.Currency))
                .Select(group => new AgedReceivable(
                    group.Key.OrganizationId,
                    names[group.Key.OrganizationId],
                    group.Key.Currency,
                    [
                        .. Enumerable.Range(0, Buckets).Select(bucket => new Money(
                            group.Where(invoice => BucketOf(invoice.DueAt, at) == bucket).Sum(invoice => invoice.Open),
                            group.Key.Currency)),
                    ]))
                .OrderByDescending(row => row.Total.Minor).ThenBy(row => row.OrganizationId),
        ];
    }

    /// <summary>0 until it is due; then by begun thirty days.</summary>
    internal static int BucketOf(DateTimeOffset? due, DateTimeOffset at)
    {
        var late = at - (due ?? at);
        return late <= TimeSpan.Zero
            ? 0
            : Math.Min(Buckets - 1, 1 + (int)((late.Ticks - 1) / TimeSpan.FromDays(BucketDays).Ticks));
    }
}
