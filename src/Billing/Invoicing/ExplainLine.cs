using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing.Corrections;
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

/// <param name="Lines">In the invoice's order.</param>
public sealed record InvoiceExplanation(IReadOnlyList<LineExplanation> Lines);

/// <summary>
/// Why each line of an invoice is what it is: facts, price version, formula and rounding, recomputed by the function that made it.
/// </summary>
public sealed class ExplainInvoice(BillingDb db, RatingFacts facts)
{
    /// <summary>
    /// In the order of the lines; in reach of the tenant, in a handful of queries however many lines there are. Refusals:
    /// <c>invoice_missing</c>.
    /// </summary>
    /// <param name="organizationId">The customer.</param>
    /// <param name="invoiceId">A finalised invoice, or a note that late usage brought. Lines of other notes name those they correct.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<InvoiceExplanation>> ExecuteAsync(long organizationId, long invoiceId, CancellationToken ct)
    {
        var root = await db.Reachable<Invoice>()
            .Where(row => row.OrganizationId == organizationId && row.Id == invoiceId && row.State != InvoiceState.Draft)
            .Select(row => row.Original!.OriginalId ?? row.OriginalId ?? row.Id)
            .SingleOrDefaultAsync(ct);
        var invoice = await db.Reachable<Invoice>().Include(row => row.Lines)
            .SingleOrDefaultAsync(row => row.OrganizationId == organizationId && row.Id == root, ct);
        if (invoice is null)
        {
            return InvoiceProblems.Missing;
        }

        var documents = (await MonthDocuments.LoadAsync(db, [invoice], ct))[invoice.Id];
        if (documents.Charging.FirstOrDefault(document => document.Id == invoiceId) is not { } asked)
        {
            return InvoiceProblems.Missing;
        }

        var customer = await db.Reachable<Customer>().AsNoTracking()
            .SingleAsync(row => row.OrganizationId == organizationId, ct);
        var month = Month.Of(invoice.PeriodStart);
        var known = (await facts.LoadAsync(customer, month.Start, ct)).Facts;
        var rated = Rater.Rate(known, Period.Of(month));
        var versions = asked.Lines.Select(line => line.PriceId).ToHashSet();
        var prices = await db.Prices.AsNoTracking().Include(row => row.Tiers)
            .Where(row => versions.Contains(row.Id)).ToDictionaryAsync(row => row.Id, ct);
        return new InvoiceExplanation(
        [
            .. asked.Lines.OrderBy(line => line.Position)
                .Select(line => Explanation.Of(line, prices.GetValueOrDefault(line.PriceId), documents, known, rated)),
        ]);
    }
}

/// <summary>As <see cref="ExplainInvoice"/>, of one line.</summary>
public sealed class ExplainLine(ExplainInvoice explain)
{
    /// <summary>Refusals: <c>invoice_missing</c>, <c>line_missing</c>.</summary>
    public async Task<Result<LineExplanation>> ExecuteAsync(
        long organizationId, long invoiceId, int position, CancellationToken ct)
    {
        var all = await explain.ExecuteAsync(organizationId, invoiceId, ct);
        return all.Problem is { } problem
            ? problem
            : all.Value.Lines.FirstOrDefault(one => one.Line.Position == position) is { } found
                ? found
                : new Problem("line_missing", "The invoice has no such line.", "line");
    }
}
