#if SIMULATION
using System.Runtime.InteropServices;

namespace Hostelry.Billing.Kernel;

internal static class FailpointSignals
{
    private const int SigKill = 9;
    private const int SigStop = 19;

    private static readonly string? File = Environment.GetEnvironmentVariable("HOSTELRY_FAILPOINT_FILE");
    private static readonly Lock Gate = new();

    public static void Hit(string name)
    {
        if (File is null)
        {
            return;
        }

        lock (Gate)
        {
            var armed = System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File).Trim() : "";
            if (armed != "kill " + name && armed != "stop " + name)
            {
                return;
            }

            System.IO.File.WriteAllText(File, "");

            // To this very thread: a signal to the process may stop it only after this thread has gone on for a while.
            _ = ThreadKill(ThreadSelf(), armed.StartsWith("kill ", StringComparison.Ordinal) ? SigKill : SigStop);
        }
    }

#pragma warning disable SYSLIB1054, CA5392 // the Simulation build alone
    [DllImport("libc", EntryPoint = "pthread_self")]
    private static extern nuint ThreadSelf();

    [DllImport("libc", EntryPoint = "pthread_kill")]
    private static extern int ThreadKill(nuint thread, int signal);
#pragma warning restore SYSLIB1054, CA5392
}
#endif
