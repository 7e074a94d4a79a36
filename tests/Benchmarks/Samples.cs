namespace Hostelry.Benchmarks;

/// <summary>What a list of measured values says.</summary>
internal static class Samples
{
    /// <summary>The smallest value that at least so many percent of all do not exceed (nearest rank).</summary>
    public static double Percentile(IEnumerable<double> values, int percent)
    {
        double[] ordered = [.. values.Order()];
        return ordered[Math.Max((int)Math.Ceiling(ordered.Length * percent / 100.0) - 1, 0)];
    }

    /// <summary>The middle one, or the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }
}
