#if SIMULATION
using System.Runtime.InteropServices;

namespace Hostelry.Billing.Kernel;

internal static class FailpointSignals
{
    private const int SigKill = 9;
    private const int SigStop = 19;

    private static readonly string? Orders = Environment.GetEnvironmentVariable("HOSTELRY_FAILPOINT_FILE");
    private static readonly Lock Gate = new();

    public static void Hit(string name)
    {
        if (Orders is null)
        {
            return;
        }

        lock (Gate)
        {
            List<string> armed = File.Exists(Orders) ? [.. File.ReadAllLines(Orders)] : [];
            var order = armed.Find(line => line.EndsWith(" " + name, StringComparison.Ordinal));
            if (order is null)
            {
                return;
            }

            // Moved into its place: who reads it meanwhile sees the orders of before or of after, never none by mistake.
            armed.Remove(order);
            File.WriteAllLines(Orders + ".new", armed);
            File.Move(Orders + ".new", Orders, overwrite: true);
            if (order.StartsWith("kill ", StringComparison.Ordinal))
            {
                Signal(SigKill);
            }
            else if (order.StartsWith("stop ", StringComparison.Ordinal))
            {
                Signal(SigStop);
                return;
            }
        }

        // Held, or killed in a moment: nothing in this process ever lets it go on.
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>To this very thread: a signal to the process may stop it only after this thread has gone on for a while.</summary>
    private static void Signal(int number) => _ = ThreadKill(ThreadSelf(), number);

#pragma warning disable SYSLIB1054, CA5392 // the Simulation build alone
    [DllImport("libc", EntryPoint = "pthread_self")]
    private static extern nuint ThreadSelf();

    [DllImport("libc", EntryPoint = "pthread_kill")]
    private static extern int ThreadKill(nuint thread, int signal);
#pragma warning restore SYSLIB1054, CA5392
}
#endif
