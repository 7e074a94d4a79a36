using System.Diagnostics;

namespace Hostelry.Testing.Installations;

/// <summary>Waits for what other processes do.</summary>
public static class Wait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until the answer is yes; throws <see cref="TimeoutException"/> with <paramref name="what"/> after the limit.</summary>
    public static async Task UntilAsync(string what, TimeSpan limit, Func<Task<bool>> look)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await look())
        {
            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"Not within {limit.TotalSeconds:0.#} s: {what}");
            }

            await Task.Delay(Pause);
        }
    }

    public static Task UntilAsync(string what, TimeSpan limit, Func<bool> look) =>
        UntilAsync(what, limit, () => Task.FromResult(look()));
}
