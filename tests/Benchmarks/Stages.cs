using System.Diagnostics;

namespace Hostelry.Benchmarks;

/// <summary>How long each named part of something took, over several times; not for several threads.</summary>
internal sealed class Stages
{
    private readonly Dictionary<string, List<double>> _milliseconds = new(StringComparer.Ordinal);

    public void Add(string stage, double milliseconds)
    {
        if (!_milliseconds.TryGetValue(stage, out var all))
        {
            _milliseconds[stage] = all = [];
        }

        all.Add(milliseconds);
    }

    public async Task TimeAsync(string stage, Func<Task> part)
    {
        var start = Stopwatch.GetTimestamp();
        await part();
        Add(stage, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>0 for a stage that never was.</summary>
    public double Median(string stage) => _milliseconds.TryGetValue(stage, out var all) ? Samples.Median(all) : 0;

    /// <summary>The first time is not like the others: what is measured compiled itself, caches were cold.</summary>
    public void Forget() => _milliseconds.Clear();
}
