using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Invoicing;

/// <summary>A piece of use that a line was made of.</summary>
/// <param name="SubscriptionId">Whose.</param>
/// <param name="ProductCode">What ran.</param>
/// <param name="PriceId">At which price version.</param>
/// <param name="From">UTC.</param>
/// <param name="To">Exclusive; null while it runs.</param>
/// <param name="Quantity">Units.</param>
public sealed record ExplainedItem(
    long SubscriptionId, string ProductCode, long PriceId, DateTimeOffset From, DateTimeOffset? To, long Quantity);

/// <summary>What a meter counted for a line, in measured units.</summary>
public sealed record ExplainedUsage(long SubscriptionId, string Meter, decimal Quantity);

/// <summary>One step of the calculation.</summary>
/// <param name="Code">Stable, for pages that have the sentence in other languages: see <see cref="StepCode"/>.</param>
/// <param name="Formula">Numbers and signs alone: <c>312 × 0.011900000</c>.</param>
/// <param name="Result">What it gives.</param>
public sealed record ExplainedStep(string Code, string Formula, string Result);

/// <summary>Why a line of an invoice is what it is.</summary>
/// <param name="Line">As it stands on the invoice.</param>
/// <param name="Price">The version; null for a coupon.</param>
/// <param name="Items">What ran.</param>
/// <param name="Usage">What was counted.</param>
/// <param name="Steps">From these numbers to the amount.</param>
/// <param name="Recomputed">What the same facts give now.</param>
public sealed record LineExplanation(
    InvoiceLine Line, Price? Price, IReadOnlyList<ExplainedItem> Items, IReadOnlyList<ExplainedUsage> Usage,
    IReadOnlyList<ExplainedStep> Steps, Money Recomputed)
{
    /// <summary>Whether the facts still give what was charged.</summary>
    public bool Agrees => Recomputed.Minor == Line.AmountMinor;
}

/// <summary>
/// Why a line is what it is: facts, price version, formula and rounding, recomputed by the function that made it.
/// </summary>
public sealed class ExplainLine(BillingDb db, RatingFacts facts)
{
    /// <summary>
    /// In reach of the tenant; in a handful of queries. Refusals: <c>invoice_missing</c>, <c>line_missing</c>.
    /// </summary>
    /// <param name="organizationId">The customer.</param>
    /// <param name="invoiceId">A finalised invoice, not a note: a note's lines name those they correct.</param>
    /// <param name="position">1, 2, 3, …</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<LineExplanation>> ExecuteAsync(
        long organizationId, long invoiceId, int position, CancellationToken ct)
    {
        var invoice = await db.Reachable<Invoice>().AsNoTracking().Include(row => row.Lines)
            .SingleOrDefaultAsync(
                row => row.OrganizationId == organizationId && row.Id == invoiceId && row.State != InvoiceState.Draft
                    && row.Kind == InvoiceKind.Invoice,
                ct);
        if (invoice is null)
        {
            return InvoiceProblems.Missing;
        }

        if (invoice.Lines.Find(row => row.Position == position) is not { } line)
        {
            return new Problem("line_missing", "The invoice has no such line.", "line");
        }

        var customer = await db.Reachable<Customer>().AsNoTracking()
            .SingleAsync(row => row.OrganizationId == organizationId, ct);
        var month = Month.Of(invoice.PeriodStart);
        var record = await facts.LoadAsync(customer, month.Start, ct);
        var price = await db.Prices.AsNoTracking().Include(row => row.Tiers)
            .SingleOrDefaultAsync(row => row.Id == line.PriceId, ct);
        return Explanation.Of(line, price, record.Facts, month);
    }
}
