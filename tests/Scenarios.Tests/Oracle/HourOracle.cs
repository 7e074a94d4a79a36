namespace Hostelry.Scenarios.Tests.Oracle;

/// <summary>What one version cost in a month.</summary>
internal sealed record Cost(Version Version, long Hours, long Cents);

/// <summary>
/// Counts begun hours from readiness, one after the other: each belongs to the month in which it begins, and to the dearest of
/// what was used in it.
/// </summary>
internal static class HourOracle
{
    /// <summary>One entry per version that had an hour, in the order of first use.</summary>
    public static List<Cost> Of(IReadOnlyList<Use> uses, DateTimeOffset month, DateTimeOffset end)
    {
        var order = new List<Version>();
        var count = new Dictionary<Version, (long Hours, long UnitHours, long Units)>(ReferenceEqualityComparer.Instance);
        if (uses.Count > 0 && !(uses[^1].To <= month))
        {
            for (var hour = FirstAtOrAfter(uses[0].From, month); hour < end; hour = hour.AddHours(1))
            {
                if (Dearest(uses, hour, Earlier(hour.AddHours(1), end), month) is { } use)
                {
                    if (!count.TryGetValue(use.Version, out var sum))
                    {
                        order.Add(use.Version);
                    }

                    count[use.Version] = (sum.Hours + 1, sum.UnitHours + use.Quantity, Math.Max(sum.Units, use.Quantity));
                }
            }
        }

        return Capped(order, count, month);
    }

    public static long HoursIn(DateTimeOffset month) => DateTime.DaysInMonth(month.Year, month.Month) * 24;

    public static long Cents(decimal major) => (long)Math.Round(major * 100, 0, MidpointRounding.AwayFromZero);

    private static List<Cost> Capped(
        List<Version> order, Dictionary<Version, (long Hours, long UnitHours, long Units)> count, DateTimeOffset month)
    {
        var caps = order.ConvertAll(version => CapOf(version, count[version].Units));
        var left = caps.Count > 0 && caps.TrueForAll(cap => cap is not null) ? caps.Max() : null;
        var costs = new List<Cost>();
        foreach (var version in order)
        {
            var (hours, unitHours, units) = count[version];
            var full = Cents(version.Charge switch
            {
                Charge.Hour => version.Unit * hours,
                Charge.Month => version.Unit * hours / HoursIn(month),
                Charge.UnitHour => version.Unit * unitHours,
                Charge.App => version.Unit,
                _ => throw new NotSupportedException(version.Product),
            });
            var cents = Math.Min(full, CapOf(version, units) ?? full);
            cents = Math.Min(cents, left ?? cents);
            left -= cents;
            costs.Add(new Cost(version, hours, cents));
        }

        return costs;
    }

    private static long? CapOf(Version version, long units) => version.Charge switch
    {
        Charge.Hour => Cents(version.Cap!.Value),
        Charge.UnitHour => version.Cap is { } cap ? Cents(cap) * units : null,
        _ => Cents(version.Unit),
    };

    private static Use? Dearest(IReadOnlyList<Use> uses, DateTimeOffset from, DateTimeOffset to, DateTimeOffset month)
    {
        Use? dearest = null;
        foreach (var use in uses)
        {
            var touches = use.From < to && (use.To is not { } end || (end > from && end > use.From));
            if (touches && (dearest is null || AnHour(use, month) > AnHour(dearest, month)))
            {
                dearest = use;
            }
        }

        return dearest;
    }

    /// <summary>Times the hours of the month, so that a month's price needs no division.</summary>
    private static decimal AnHour(Use use, DateTimeOffset month) => use.Version.Charge switch
    {
        Charge.Hour => use.Version.Unit * HoursIn(month),
        Charge.UnitHour => use.Version.Unit * use.Quantity * HoursIn(month),
        _ => use.Version.Unit,
    };

    private static DateTimeOffset FirstAtOrAfter(DateTimeOffset ready, DateTimeOffset month)
    {
        var hour = ready;
        if (month > ready)
        {
            hour = ready.AddHours((long)(month - ready).TotalHours);
        }

        return hour < month ? hour.AddHours(1) : hour;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
