using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Tax;

/// <summary>What the lines of one category and rate come to.</summary>
public sealed record TaxGroup(TaxDecision Decision, Money Taxable, Money Tax);

/// <summary>The end of an invoice.</summary>
/// <param name="Groups">By category, then the higher rate first.</param>
/// <param name="Net">Sum of the lines.</param>
/// <param name="Tax">Sum of the groups.</param>
/// <param name="Rounding">What the payable amount differs from net + tax by, where a currency is paid in steps.</param>
public sealed record TaxTotals(IReadOnlyList<TaxGroup> Groups, Money Net, Money Tax, Money Rounding)
{
    public Money Gross => Net + Tax;

    /// <summary>What is owed.</summary>
    public Money Payable => Gross + Rounding;

    /// <summary>
    /// Line amounts come rounded. Tax is rounded once per group (half away from zero), on the group's sum; net and tax are
    /// sums; the payable amount is rounded to the step (half away from zero). Nothing else is rounded.
    /// </summary>
    /// <param name="lines">Net amounts of one currency with their tax.</param>
    /// <param name="currency">Of the lines.</param>
    /// <param name="payableStep">Minor units that can be paid: 1, or 5 for Swiss francs.</param>
    public static TaxTotals Of(IEnumerable<(Money Net, TaxDecision Tax)> lines, Currency currency, int payableStep)
    {
        var groups = lines.GroupBy(line => (line.Tax.Category, line.Tax.Rate))
            .OrderBy(group => group.Key.Category).ThenByDescending(group => group.Key.Rate.Thousandths)
            .Select(group =>
            {
                var taxable = Money.Sum(group.Select(line => line.Net), currency);
                return new TaxGroup(group.First().Tax, taxable, group.Key.Rate.On(taxable));
            })
            .ToList();
        var net = Money.Sum(groups.Select(group => group.Taxable), currency);
        var tax = Money.Sum(groups.Select(group => group.Tax), currency);
        return new TaxTotals(groups, net, tax, ToStep(net + tax, payableStep) - (net + tax));
    }

    private static Money ToStep(Money amount, int step) => step <= 1
        ? amount
        : amount with
        {
            Minor = checked((long)Kernel.Rounding.Divide(amount.Minor, step, MidpointRounding.AwayFromZero) * step),
        };
}
