namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// At most ten tries in five minutes for one name, known or not, so that a refusal tells nothing. In this process; the
/// account's own lockout in the database holds over all. Its size does not depend on how many names are tried.
/// </summary>
internal sealed class Tries(TimeProvider clock)
{
    public const int Most = 10;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private const int Slots = 1 << 16;

    private readonly Queue<DateTimeOffset>?[] _tries = new Queue<DateTimeOffset>?[Slots];

    /// <summary>Counts one try. False: too many, do not even look.</summary>
    public bool Take(string name, int most = Most)
    {
        // Names that share a slot share their tries. Texts are hashed with a key of this process, so that nobody outside
        // can choose a name that shares one with somebody else's.
        ref var slot = ref _tries[(uint)StringComparer.OrdinalIgnoreCase.GetHashCode(name) % Slots];
        var seen = Volatile.Read(ref slot) ?? Interlocked.CompareExchange(ref slot, new(), null) ?? slot;
        var now = clock.GetUtcNow();
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
}
