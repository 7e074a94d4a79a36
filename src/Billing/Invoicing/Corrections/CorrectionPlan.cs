using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Tax;

namespace Hostelry.Billing.Invoicing.Corrections;

/// <summary>A note that is to be issued.</summary>
/// <param name="Kind">Credit or debit note.</param>
/// <param name="Original">What it corrects.</param>
/// <param name="Lines">Of a credit note what it takes back.</param>
/// <param name="Totals">As its lines.</param>
internal sealed record PlannedNote(InvoiceKind Kind, Invoice Original, IReadOnlyList<PlannedLine> Lines, TaxTotals Totals);

/// <param name="Key">Which charge.</param>
/// <param name="Amount">Never zero.</param>
/// <param name="Tax">How it is taxed.</param>
internal sealed record PlannedLine(LineKey Key, Money Amount, TaxDecision Tax);

/// <summary>
/// What must be added to a closed month, or taken from it, so that its documents are again what its facts give: net, tax and
/// rounding, to the minor unit. Tax is that of all that is charged then, less what was charged before, so that in the end it
/// is the same in however many notes. A pure function.
/// </summary>
internal sealed class CorrectionPlan
{
    private readonly MonthDocuments _documents;
    private readonly TaxTreatment _treatment;
    private readonly Dictionary<string, TaxDecision> _decisions;
    private readonly Dictionary<LineKey, Money> _charged;
    private readonly List<PlannedNote> _notes = [];

    private CorrectionPlan(MonthDocuments documents, TaxTreatment treatment)
    {
        (_documents, _treatment, _charged) = (documents, treatment, documents.Charged());
        var invoice = documents.Invoice;

        // A class is taxed as it was on the invoice, wherever the customer has moved since.
        _decisions = documents.Charging.SelectMany(document => document.Lines.Select(line => (
                line.ProductClass,
                Decision: document.Taxes.Find(tax => tax.Category == line.TaxCategory && tax.RateThousandths == line.TaxRateThousandths)?.Decision
                    ?? new TaxDecision(line.TaxCategory, line.TaxRate, "", TaxReason.NotSetUp))))
            .DistinctBy(line => line.ProductClass)
            .ToDictionary(line => line.ProductClass, line => line.Decision, StringComparer.Ordinal);
        Currency = invoice.Currency;
    }

    private Currency Currency { get; }

    /// <summary>
    /// Usually one note or none: a credit note for the products that cost less now, a debit note for those that cost more. A
    /// credit of more than what is left of the invoice goes to its debit notes too. What staff has taken back already is not
    /// taken back again. Refusal: <c>tax_rate_missing</c>.
    /// </summary>
    public static Result<List<PlannedNote>> Of(
        MonthDocuments documents, IReadOnlyList<RatedLine> lines, TaxTreatment treatment)
    {
        var plan = new CorrectionPlan(documents, treatment);
        var owed = MonthDocuments.Owed(lines, plan.Currency);
        var zero = Money.Zero(plan.Currency);
        var byProduct = plan._charged.Keys.Union(owed.Keys)
            .Where(key => key.FollowsUsage)
            .Select(key => (Key: key, More: owed.GetValueOrDefault(key, zero) - plan._charged.GetValueOrDefault(key, zero)))
            .Where(change => !change.More.IsZero)
            .GroupBy(change => change.Key.ProductCode, StringComparer.Ordinal)
            .ToLookup(product => Money.Sum(product.Select(change => change.More), plan.Currency).IsNegative);
        Dictionary<LineKey, Money> Side(bool less) =>
            byProduct[less].SelectMany(product => product).ToDictionary(change => change.Key, change => less ? -change.More : change.More);

        if (plan.Decide(byProduct.SelectMany(side => side).Select(product => product.Key)) is { } problem)
        {
            return problem;
        }

        plan.Credit(Side(less: true));
        plan.Add(InvoiceKind.DebitNote, documents.Invoice, Side(less: false));
        return plan._notes;
    }

    private void Credit(Dictionary<LineKey, Money> less)
    {
        if (Part(_documents.Invoice, less) is var whole && whole.Count == less.Count && less.All(one => whole[one.Key] == one.Value))
        {
            Add(InvoiceKind.CreditNote, _documents.Invoice, less);
            return;
        }

        foreach (var document in _documents.Creditable)
        {
            var part = Part(document, less);
            Add(InvoiceKind.CreditNote, document, part);
            foreach (var (key, amount) in part)
            {
                less[key] -= amount;
            }
        }
    }

    /// <summary>As much as is left of the document, product by product: what coupons take off goes with what they take it off.</summary>
    private Dictionary<LineKey, Money> Part(Invoice document, Dictionary<LineKey, Money> less)
    {
        var rest = _documents.RestOf(document);
        var left = document.Lines.GroupBy(LineKey.Of).ToDictionary(
            group => group.Key, group => Money.Sum(group.Select(line => rest.Of(line.Position)!.Value), Currency));
        var zero = Money.Zero(Currency);
        var part = new Dictionary<LineKey, Money>();
        foreach (var product in less.Where(line => !line.Value.IsZero).GroupBy(line => line.Key.ProductCode, StringComparer.Ordinal))
        {
            var ofProduct = Money.Sum(left.Where(line => line.Key.ProductCode == product.Key).Select(line => line.Value), Currency);
            var isWhole = Money.Sum(product.Select(line => line.Value), Currency) <= ofProduct
                && product.All(line => line.Key.Kind != LineKind.Usage || line.Value <= left.GetValueOrDefault(line.Key, zero));
            foreach (var (key, amount) in product)
            {
                var most = left.GetValueOrDefault(key, zero);
                var within = isWhole ? amount
                    : amount.IsNegative != most.IsNegative ? zero
                    : amount.IsNegative ? Money.Max(amount, most) : Money.Min(amount, most);
                if (!within.IsZero)
                {
                    part.Add(key, within);
                }
            }
        }

        return part;
    }

    private void Add(InvoiceKind kind, Invoice original, Dictionary<LineKey, Money> amounts)
    {
        if (amounts.Count == 0)
        {
            return;
        }

        var before = Totals();
        foreach (var (key, amount) in amounts)
        {
            var change = kind == InvoiceKind.CreditNote ? -amount : amount;
            _charged[key] = _charged.GetValueOrDefault(key, Money.Zero(Currency)) + change;
        }

        var after = Totals();
        _notes.Add(new PlannedNote(
            kind,
            original,
            [.. amounts.Select(line => new PlannedLine(line.Key, line.Value, DecisionOf(line.Key.ProductCode)))],
            kind == InvoiceKind.CreditNote ? Between(before, after, amounts) : Between(after, before, amounts)));
    }

    private TaxTotals Totals() => TaxTotals.Of(
        _charged.Select(line => (line.Value, DecisionOf(line.Key.ProductCode))), Currency, _treatment.PayableStep);

    private TaxTotals Between(TaxTotals more, TaxTotals less, Dictionary<LineKey, Money> amounts)
    {
        var touched = amounts.Keys.Select(key => DecisionOf(key.ProductCode)).Select(tax => (tax.Category, tax.Rate)).ToHashSet();
        var zero = Money.Zero(Currency);
        (Money Taxable, Money Tax) In(TaxTotals totals, TaxDecision decision) =>
            totals.Groups.FirstOrDefault(group => group.Decision.Category == decision.Category && group.Decision.Rate == decision.Rate)
                is { } found
                ? (found.Taxable, found.Tax)
                : (zero, zero);
        var groups = more.Groups.Concat(less.Groups).DistinctBy(group => (group.Decision.Category, group.Decision.Rate))
            .Where(group => touched.Contains((group.Decision.Category, group.Decision.Rate)))
            .Select(group => new TaxGroup(
                group.Decision,
                In(more, group.Decision).Taxable - In(less, group.Decision).Taxable,
                In(more, group.Decision).Tax - In(less, group.Decision).Tax))
            .ToList();
        return new TaxTotals(groups, more.Net - less.Net, more.Tax - less.Tax, more.Rounding - less.Rounding);
    }

    /// <summary>What the invoice did not have is taxed as its month was.</summary>
    private Problem? Decide(IEnumerable<string> productCodes)
    {
        foreach (var productClass in productCodes.Select(ProductClass.Of).Where(one => !_decisions.ContainsKey(one)).Distinct().ToList())
        {
            var found = _treatment.For(productClass, InvoiceDraft.TaxDay(Month.Of(_documents.Invoice.PeriodStart)));
            if (found.Problem is { } problem)
            {
                return problem;
            }

            _decisions.Add(productClass, found.Value);
        }

        return null;
    }

    private TaxDecision DecisionOf(string productCode) => _decisions[ProductClass.Of(productCode)];
}
