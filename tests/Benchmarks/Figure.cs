namespace Hostelry.Benchmarks;

/// <summary>One line of the table.</summary>
/// <param name="What">What was measured, on what.</param>
/// <param name="Value">With its unit.</param>
/// <param name="Promise">What it must keep to; empty for a figure that is only told.</param>
/// <param name="Kept">Null where nothing was promised.</param>
internal sealed record Figure(string What, string Value, string Promise = "", bool? Kept = null)
{
    /// <summary>A value that must not be above its promise.</summary>
    /// <param name="value">In the unit of <paramref name="format"/>.</param>
    /// <param name="most">The promise, in the same unit.</param>
    /// <param name="format">As <c>{0:0.0} ms</c>.</param>
    public static Figure AtMost(string what, double value, double most, string format) =>
        new(what, Text(format, value), "≤ " + Text(format, most), value <= most);

    /// <summary>A value that must not be below its promise.</summary>
    public static Figure AtLeast(string what, double value, double least, string format) =>
        new(what, Text(format, value), "≥ " + Text(format, least), value >= least);

    /// <summary>A value without a promise.</summary>
    public static Figure Told(string what, double value, string format) => new(what, Text(format, value));

    private static string Text(string format, double value) =>
        string.Format(System.Globalization.CultureInfo.InvariantCulture, format, value);
}
