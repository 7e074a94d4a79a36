namespace Hostelry.Scenarios.Tests.Oracle;

#pragma warning disable MA0097 // Lines are sorted, and never asked which is the greater.
/// <summary>A line as it must be on the bill; the amount is in cents.</summary>
internal sealed record Line(long Thing, string Product, long Hours, long Cents) : IComparable<Line>
{
    public int CompareTo(Line? other) => other is null
        ? 1
        : (Thing, Product, Hours, Cents).CompareTo((other.Thing, other.Product, other.Hours, other.Cents));

    public override string ToString() => FormattableString.Invariant($"#{Thing} {Product}: {Hours} h, {Cents}");
}
#pragma warning restore MA0097

/// <summary>What a customer must be billed for a month.</summary>
internal sealed record Bill(IReadOnlyList<Line> Lines, long Net, long Tax)
{
    public long Total => Net + Tax;
}

/// <summary>
/// The rules of docs/billing.md once more: hour by hour, in plain decimals, from the diary alone. It shares no code and no data
/// with the product. Slow, and meant to be.
/// </summary>
internal sealed class BillOracle(PriceBook book)
{
    /// <summary>Null when nothing was used.</summary>
    public Bill? Of(CustomerDiary customer, DateTimeOffset month)
    {
        var lines = new List<Line>();
        foreach (var thing in customer.Things)
        {
            AddRunning(lines, thing, month);
            AddCommitment(lines, thing, month);
        }

        lines.AddRange(new MeterOracle(book).Of(customer.Things, month));
        if (lines.Count == 0)
        {
            return null;
        }

        CouponOracle.Add(lines, customer.Coupons, month);
        lines.Sort();
        var net = lines.Sum(line => line.Cents);
        return new Bill(lines, net, TaxOf(net, customer.TaxRate));
    }

    public static long TaxOf(long net, decimal rate) => (long)Math.Round(net * rate, 0, MidpointRounding.AwayFromZero);

    private void AddRunning(List<Line> lines, Rented thing, DateTimeOffset month)
    {
        if (thing.Ordered.Charge == Charge.OneOff)
        {
            lines.AddRange(thing.Uses
                .Where(use => use.From >= month && use.From < month.AddMonths(1))
                .Select(use => new Line(thing.Id, use.Version.Product, 0, HourOracle.Cents(use.Version.Unit * use.Quantity))));
        }
        else if (thing.Of is { } whole)
        {
            AddPart(lines, thing, whole, month);
        }
        else
        {
            lines.AddRange(HourOracle.Of(book.AsCharged(thing.Uses), month, month.AddMonths(1))
                .Select(cost => new Line(thing.Id, cost.Version.Product, cost.Hours, cost.Cents)));
        }
    }

    /// <summary>A part of what the other would have cost, had it run only while this one did.</summary>
    private void AddPart(List<Line> lines, Rented thing, Rented whole, DateTimeOffset month)
    {
        foreach (var use in thing.Uses)
        {
            var both = new List<Use>();
            foreach (var other in book.AsCharged(whole.Uses))
            {
                var from = other.From > use.From ? other.From : use.From;
                var to = Earlier(other.To, use.To);
                if (to is null || to > from)
                {
                    both.Add(other with { From = from, To = to });
                }
            }

            var costs = HourOracle.Of(both, month, month.AddMonths(1));
            if (costs.Count > 0)
            {
                var part = HourOracle.Cents(costs.Sum(cost => cost.Cents) / 100m * use.Version.Unit);
                lines.Add(new Line(thing.Id, use.Version.Product, costs.Sum(cost => cost.Hours), part));
            }
        }
    }

    /// <summary>Whoever ends before the commitment is over owes, in the month of the end, what the rest would have cost.</summary>
    private void AddCommitment(List<Line> lines, Rented thing, DateTimeOffset month)
    {
        if (thing.CommittedUntil is not { } until || thing.Uses[^1].To is not { } end || end >= until
            || end < month || end >= month.AddMonths(1))
        {
            return;
        }

        var uses = book.AsCharged(thing.Uses);
        List<Use> longer = [.. uses.SkipLast(1), uses[^1] with { To = until }];
        var (cents, hours) = (0L, 0L);
        for (var at = month; at < until; at = at.AddMonths(1))
        {
            var costs = HourOracle.Of(longer, at, at.AddMonths(1));
            cents += costs.Sum(cost => cost.Cents);
            hours += costs.Sum(cost => cost.Hours);
        }

        var paid = HourOracle.Of(uses, month, month.AddMonths(1));
        cents -= paid.Sum(cost => cost.Cents);
        hours -= paid.Sum(cost => cost.Hours);
        if (cents != 0)
        {
            lines.Add(new Line(thing.Id, uses[^1].Version.Product, hours, cents));
        }
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null ? other : other is null || one < other ? one : other;
}
