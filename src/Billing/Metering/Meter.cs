namespace Hostelry.Billing.Metering;

/// <summary>How the records of one hour become one number.</summary>
public enum MeterKind
{
    /// <summary>Added up: bytes that went out.</summary>
    Sum,

    /// <summary>The largest, in unit-hours: the most gigabytes that were held.</summary>
    Max,

    /// <summary>The one that ended last, in unit-hours.</summary>
    Last,

    /// <summary>Value × seconds, in unit-hours.</summary>
    TimeWeighted,
}

/// <summary>Something that is counted for a kind of resource. Never changed: what it counted would mean something else.</summary>
public sealed class Meter
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    /// <summary>1–40 lower case letters, digits and underscores: <c>traffic_out</c>.</summary>
    public required string Code { get; init; }

    public required MeterKind Kind { get; init; }

    /// <summary>What one is, for print: <c>byte</c>, <c>GB·h</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>Of which resources it counts: <c>server</c>. Only their subscriptions bring an allowance.</summary>
    public required string ResourceKind { get; init; }

    /// <summary>Sums of unit-seconds are compared with prices of unit-hours.</summary>
    internal int Scale => Kind == MeterKind.TimeWeighted ? 3600 : 1;

    /// <summary>The most that one record may say: a month of the fullest hours still fits into 64 bits.</summary>
    internal long Most => Kind == MeterKind.Sum ? 100_000_000_000_000 : 100_000_000_000;
}
