using System.Collections.Concurrent;

namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// At most ten tries in five minutes for one name, known or not, so that a refusal tells nothing. In this process; the
/// account's own lockout in the database holds over all.
/// </summary>
internal sealed class Tries(TimeProvider clock)
{
    public const int Most = 10;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private const int ManyNames = 10_000;

    private readonly ConcurrentDictionary<string, Queue<DateTimeOffset>> _tries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Counts one try. False: too many, do not even look.</summary>
    public bool Take(string name, int most = Most)
    {
        var now = clock.GetUtcNow();
        if (_tries.Count > ManyNames)
        {
            ForgetOld(now);
        }

        var seen = _tries.GetOrAdd(name, _ => new Queue<DateTimeOffset>());
        lock (seen)
        {
            while (seen.TryPeek(out var oldest) && now - oldest >= Window)
            {
                seen.Dequeue();
            }

            if (seen.Count >= most)
            {
                return false;
            }

            seen.Enqueue(now);
            return true;
        }
    }

    private void ForgetOld(DateTimeOffset now)
    {
        foreach (var (name, seen) in _tries)
        {
            lock (seen)
            {
                if (seen.LastOrDefault() < now - Window)
                {
                    _tries.TryRemove(name, out _);
                }
            }
        }
    }
}
