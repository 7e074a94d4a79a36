using System.Diagnostics;

namespace Hostelry.Testing.Installations;

/// <summary>Waits for what other processes or threads do.</summary>
public static class Wait
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Looks until the answer is yes, seldomer the longer it takes; throws <see cref="TimeoutException"/> with
    /// <paramref name="what"/> after the limit.
    /// </summary>
    public static async Task UntilAsync(string what, TimeSpan limit, Func<Task<bool>> look)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await look())
        {
            var waited = Stopwatch.GetElapsedTime(start);
            if (waited > limit)
            {
                throw new TimeoutException($"Not within {limit.TotalSeconds:0.#} s: {what}");
            }

            var pause = waited / 10;
            await Task.Delay(pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause);
        }
    }

    public static Task UntilAsync(string what, TimeSpan limit, Func<bool> look) =>
        UntilAsync(what, limit, () => Task.FromResult(look()));

    /// <summary>For what a busy machine does within half a minute.</summary>
    public static Task UntilAsync(string what, Func<Task<bool>> look) => UntilAsync(what, Usual, look);

    public static Task UntilAsync(string what, Func<bool> look) => UntilAsync(what, Usual, look);
}
