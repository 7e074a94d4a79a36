using System.Diagnostics;

namespace Hostelry.Virt.Host;

/// <summary>Waits for what the kernel tells nobody: a lock that is free, a group that is empty, a device let go.</summary>
internal static class Until
{
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Asks again and again; when <paramref name="patience"/> is over, throws what <paramref name="late"/> makes.</summary>
    public static void True(Func<bool> condition, TimeSpan patience, Func<HostException> late)
    {
        if (!Try(condition, patience))
        {
            throw late();
        }
    }

    /// <summary>False when <paramref name="patience"/> is over.</summary>
    public static bool Try(Func<bool> condition, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > patience)
            {
                return false;
            }

            Thread.Sleep(Pause); // this program has one thread, and nothing else to do
        }

        return true;
    }
}
