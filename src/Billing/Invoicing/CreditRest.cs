using Hostelry.Billing.Kernel;
using Hostelry.Billing.Tax;

namespace Hostelry.Billing.Invoicing;

/// <summary>An invoice and all its credit notes as sums, and what is left to credit.</summary>
internal sealed class CreditRest
{
    private readonly Invoice _original;
    private readonly Dictionary<int, Money> _lines;
    private readonly Dictionary<(TaxCategory, int), (Money Taxable, Money Tax)> _credited;

    /// <param name="original">With lines and taxes.</param>
    /// <param name="notes">Its credit notes, with theirs.</param>
    public CreditRest(Invoice original, IReadOnlyCollection<Invoice> notes)
    {
        var zero = Money.Zero(original.Currency);
        _original = original;
        var credited = notes.SelectMany(note => note.Lines)
            .GroupBy(line => line.CorrectsPosition ?? 0)
            .ToDictionary(group => group.Key, group => Money.Sum(group.Select(line => line.Amount), original.Currency));
        _lines = original.Lines.ToDictionary(
            line => line.Position, line => line.Amount - credited.GetValueOrDefault(line.Position, zero));
        var taxes = notes.SelectMany(note => note.Taxes).ToLookup(tax => (tax.Category, tax.RateThousandths));
        _credited = original.Taxes.ToDictionary(
            tax => (tax.Category, tax.RateThousandths),
            tax => (
                Money.Sum(taxes[(tax.Category, tax.RateThousandths)].Select(row => row.Taxable), original.Currency),
                Money.Sum(taxes[(tax.Category, tax.RateThousandths)].Select(row => row.Tax), original.Currency)));
        Total = original.Total - Money.Sum(notes.Select(note => note.Total), original.Currency);
        Rounding = original.Rounding - Money.Sum(notes.Select(note => note.Rounding), original.Currency);
    }

    /// <summary>With tax and rounding.</summary>
    public Money Total { get; }

    public Money Rounding { get; }

    /// <summary>Net, by position; null where there is no such line.</summary>
    public Money? Of(int position) => _lines.TryGetValue(position, out var rest) ? rest : null;

    /// <summary>Every line's rest that is not zero.</summary>
    public Dictionary<int, Money> Lines =>
        _lines.Where(line => !line.Value.IsZero).ToDictionary(line => line.Key, line => line.Value);

    /// <summary>
    /// Taxes and rounding of a further note. The tax is that of all that is credited then, less what was credited before:
    /// so that in the end exactly the invoice's tax has been credited, in however many parts.
    /// </summary>
    /// <param name="amounts">Net by position; each within the line's rest.</param>
    public TaxTotals Credit(IReadOnlyDictionary<int, Money> amounts)
    {
        var byGroup = _original.Lines.Where(line => amounts.ContainsKey(line.Position))
            .ToLookup(line => (line.TaxCategory, line.TaxRateThousandths), line => amounts[line.Position]);
        var groups = (
            from tax in _original.Taxes
            orderby tax.Category, tax.RateThousandths descending
            let key = (tax.Category, tax.RateThousandths)
            where byGroup.Contains(key)
            let taxable = Money.Sum(byGroup[key], _original.Currency)
            let before = _credited[key]
            let after = before.Taxable + taxable
            let owed = after == tax.Taxable ? tax.Tax : tax.Decision.Rate.On(after)
            select new TaxGroup(tax.Decision, taxable, owed - before.Tax)).ToList();
        var all = _lines.All(line => line.Value == amounts.GetValueOrDefault(line.Key, Money.Zero(_original.Currency)));
        return new TaxTotals(
            groups,
            Money.Sum(groups.Select(group => group.Taxable), _original.Currency),
            Money.Sum(groups.Select(group => group.Tax), _original.Currency),
            all ? Rounding : Money.Zero(_original.Currency));
    }
}
