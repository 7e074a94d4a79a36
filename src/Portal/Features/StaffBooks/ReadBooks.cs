using System.Globalization;

using Hostelry.Billing;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.StaffBooks;

/// <summary>Reads what the reports themselves do not: whose books there are, and invoices over all customers.</summary>
internal sealed class ReadBooks(BillingDb db)
{
    public const int PageSize = 50;

    /// <summary>One query.</summary>
    public async Task<IReadOnlyList<BookOwner>> OwnersAsync(CancellationToken ct) =>
        await db.LegalEntities.AsNoTracking().OrderBy(entity => entity.Id).Select(entity => new BookOwner(entity.Id, entity.Name)).ToListAsync(ct);

    /// <summary>Newest first, a page at a time; one query.</summary>
    /// <param name="entity">Whose.</param>
    /// <param name="query">A number as <c>INV-000012</c> or <c>12</c>, or a customer's number; empty: all.</param>
    /// <param name="before">Only ids below it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<BookInvoices> InvoicesAsync(long entity, string query, long? before, CancellationToken ct)
    {
        var rows = db.Reachable<Invoice>().AsNoTracking()
            .Where(invoice => invoice.LegalEntityId == entity && invoice.State != InvoiceState.Draft && (before == null || invoice.Id < before));
        if (query.Length > 0)
        {
            var (series, digits) = query.Split('-') is [var first, var second] ? (first.ToUpperInvariant(), second) : ("", query);
            var number = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : -1;
            rows = series.Length > 0
                ? rows.Where(invoice => invoice.Series == series && invoice.Number == number)
                : rows.Where(invoice => invoice.Number == number || invoice.OrganizationId == number);
        }

        var found = await rows.OrderByDescending(invoice => invoice.Id).Take(PageSize + 1)
            .Join(db.Reachable<Customer>(), invoice => invoice.OrganizationId, customer => customer.OrganizationId, (invoice, customer) => new
            {
                invoice.Id,
                invoice.OrganizationId,
                customer.Name,
                invoice.Series,
                invoice.Number,
                invoice.IssuedAt,
                invoice.TotalMinor,
                invoice.Currency,
                invoice.State,
                invoice.Kind,
            })
            .OrderByDescending(row => row.Id)
            .ToListAsync(ct);
        return new BookInvoices(
            query,
            [
                .. found.Take(PageSize).Select(row => new BookInvoice(
                    row.Id, row.OrganizationId, row.Name, FormattableString.Invariant($"{row.Series}-{row.Number:D6}"), row.IssuedAt,
                    new Money(row.TotalMinor, row.Currency), row.State == InvoiceState.Paid, row.Kind == InvoiceKind.CreditNote)),
            ],
            found.Count > PageSize ? found[PageSize - 1].Id.ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <summary>Whose an issued invoice is; null when there is none.</summary>
    public Task<long?> CustomerOfAsync(long invoiceId, CancellationToken ct) =>
        db.Reachable<Invoice>().Where(invoice => invoice.Id == invoiceId && invoice.State != InvoiceState.Draft)
            .Select(invoice => (long?)invoice.OrganizationId).SingleOrDefaultAsync(ct);
}
