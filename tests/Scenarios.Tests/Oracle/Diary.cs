namespace Hostelry.Scenarios.Tests.Oracle;

/// <summary>How a price charges: docs/billing.md, "Kinds of price".</summary>
internal enum Charge
{
    Hour,
    Month,
    UnitHour,
    App,
    OneOff,
    Part,
    Counter,
    Graduated,
    Volume,
}

/// <summary>A price as it was published, in major units. Nothing here is read back from the product.</summary>
internal sealed record Version(string Product, DateTimeOffset From, Charge Charge, decimal Unit)
{
    public decimal? Cap { get; init; }

    public int CommittedMonths { get; init; }

    public long UnitSize { get; init; } = 1;

    public long Allowance { get; init; }

    public bool Pooled { get; init; }

    public IReadOnlyList<(long From, decimal Unit)> Tiers { get; init; } = [];
}

/// <summary>From a month on, whoever runs at an earlier version of the product pays this one.</summary>
internal sealed record Announced(DateTimeOffset At, Version To);

/// <summary>A price from–to; <see cref="To"/> is null while it runs.</summary>
internal sealed record Use(Version Version, DateTimeOffset From, DateTimeOffset? To, long Quantity);

/// <summary>What was counted: one record that the product was told at least once.</summary>
internal sealed record Counted(string Id, string Meter, DateTimeOffset From, int Seconds, long Quantity);

/// <summary>Something that a customer rents, as it happened.</summary>
internal sealed class Rented(long id, string kind, Version ordered, DateTimeOffset orderedAt)
{
    public long Id => id;

    /// <summary><c>server</c>, <c>volume</c>, …: which meters count it.</summary>
    public string Kind => kind;

    public Version Ordered => ordered;

    public DateTimeOffset OrderedAt => orderedAt;

    public long Quantity { get; init; } = 1;

    public Rented? Of { get; init; }

    /// <summary>Empty until it was ready.</summary>
    public List<Use> Uses { get; } = [];

    public List<Counted> Usage { get; } = [];

    public bool Gone { get; private set; }

    public bool Runs => Uses.Count > 0 && !Gone;

    public DateTimeOffset? CommittedUntil =>
        Uses.Count > 0 && ordered.CommittedMonths > 0 ? Uses[0].From.AddMonths(ordered.CommittedMonths) : null;

    public void Ready(DateTimeOffset at)
    {
        if (!Gone)
        {
            Uses.Add(new Use(ordered, at, null, Quantity));
        }
    }

    public void Change(Version to, DateTimeOffset at)
    {
        Uses[^1] = Uses[^1] with { To = at };
        Uses.Add(new Use(to, at, null, Quantity));
    }

    public void End(DateTimeOffset at)
    {
        Gone = true;
        if (Uses.Count > 0)
        {
            Uses[^1] = Uses[^1] with { To = at };
        }
    }
}

/// <summary>A coupon that a customer redeemed.</summary>
/// <param name="Code">As printed.</param>
/// <param name="Amount">Major units off each month; null for a part.</param>
/// <param name="Part">Of each month's bill; null for an amount.</param>
/// <param name="From">The first instant of its first month.</param>
/// <param name="Months">How many.</param>
/// <param name="Prefix">Of the products that it counts for.</param>
internal sealed record Redeemed(string Code, decimal? Amount, decimal? Part, DateTimeOffset From, int Months, string Prefix);

/// <summary>All that happened to one customer and that its bill depends on.</summary>
internal sealed class CustomerDiary(long id, decimal taxRate)
{
    public long Id => id;

    /// <summary>0.19, and so on.</summary>
    public decimal TaxRate => taxRate;

    public List<Rented> Things { get; } = [];

    public List<Redeemed> Coupons { get; } = [];

    /// <summary>Cents that came from staff and by bank.</summary>
    public long Given { get; set; }

    /// <summary>By invoice: what of it was credited, net and with tax.</summary>
    public Dictionary<long, (long Net, long Gross)> CreditedOf { get; } = [];

    /// <summary>By invoice: cents that staff gave up, and no credit note took back since.</summary>
    public Dictionary<long, long> GivenUpOf { get; } = [];

    /// <summary>Cents that credit notes and write-offs put on the balance.</summary>
    public long Forgiven { get; private set; }

    public void WriteOff(long invoice, long cents)
    {
        GivenUpOf[invoice] = GivenUpOf.GetValueOrDefault(invoice) + cents;
        Forgiven += cents;
    }

    /// <summary>What was given up already is not given once more: the note only says so.</summary>
    public void Credit(long invoice, long net, long gross)
    {
        var (before, grossBefore) = CreditedOf.GetValueOrDefault(invoice);
        CreditedOf[invoice] = (before + net, grossBefore + gross);
        var known = Math.Min(gross, GivenUpOf.GetValueOrDefault(invoice));
        GivenUpOf[invoice] = GivenUpOf.GetValueOrDefault(invoice) - known;
        Forgiven += gross - known;
    }
}
