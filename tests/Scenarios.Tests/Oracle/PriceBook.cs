namespace Hostelry.Scenarios.Tests.Oracle;

/// <summary>The price list as the scenario published it.</summary>
internal sealed class PriceBook
{
    private readonly List<Version> _versions = [];
    private readonly List<Announced> _announced = [];

    /// <summary>Code → of which things, and how an hour becomes one number.</summary>
    public static IReadOnlyDictionary<string, (string Kind, string Sum)> Meters { get; } =
        new Dictionary<string, (string, string)>(StringComparer.Ordinal)
        {
            ["traffic_out"] = ("server", "sum"),
            ["requests"] = ("app", "sum"),
            ["peak"] = ("volume", "max"),
            ["heat"] = ("box", "weighted"),
            ["guests"] = ("address", "last"),
        };

    public void Add(Version version) => _versions.Add(version);

    public void Add(Announced announced) => _announced.Add(announced);

    public IEnumerable<string> Products => _versions.Select(version => version.Product).Distinct(StringComparer.Ordinal);

    public Version At(string product, DateTimeOffset at) =>
        _versions.Where(version => version.Product == product && version.From <= at).MaxBy(version => version.From)
        ?? throw new InvalidOperationException($"{product} has no price at {at:O}.");

    /// <summary>That of the order, or the first there was, until an announced change.</summary>
    public Version MeterPrice(string meter, DateTimeOffset orderedAt, DateTimeOffset month)
    {
        var all = _versions.Where(version => version.Product == "meter:" + meter).ToList();
        var ordered = all.Where(version => version.From <= orderedAt).MaxBy(version => version.From) ?? all.MinBy(version => version.From)!;
        var changed = _announced.Where(one => one.To.Product == ordered.Product && one.At <= month).MaxBy(one => (one.At, one.To.From))?.To;
        return changed is not null && changed.From > ordered.From ? changed : ordered;
    }

    /// <summary>Uses with the announced changes in them: from its month on, an earlier version gives way.</summary>
    public List<Use> AsCharged(IReadOnlyList<Use> uses)
    {
        var charged = new List<Use>(uses.Count);
        foreach (var use in uses)
        {
            var rest = use;
            foreach (var change in _announced.Where(one => one.To.Product == use.Version.Product).OrderBy(one => (one.At, one.To.From)))
            {
                var at = change.At > rest.From ? change.At : rest.From;
                if (change.To.From > rest.Version.From && (rest.To is not { } to || to > at))
                {
                    charged.Add(rest with { To = at });
                    rest = rest with { Version = change.To, From = at };
                }
            }

            charged.Add(rest);
        }

        return charged;
    }
}
