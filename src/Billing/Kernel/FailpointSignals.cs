#if SIMULATION
using System.Runtime.InteropServices;

namespace Hostelry.Billing.Kernel;

internal static partial class FailpointSignals
{
    private const int SigKill = 9;
    private const int SigStop = 19;

    private static readonly string? KillAt = Environment.GetEnvironmentVariable("HOSTELRY_FAILPOINT");
    private static readonly string? PauseAt = Environment.GetEnvironmentVariable("HOSTELRY_PAUSEPOINT");
    private static int _paused;

    public static void Hit(string name)
    {
        if (name == KillAt)
        {
            _ = Kill(Environment.ProcessId, SigKill);
        }

        if (name == PauseAt && Interlocked.Exchange(ref _paused, 1) == 0)
        {
            _ = Kill(Environment.ProcessId, SigStop);
        }
    }

#pragma warning disable SYSLIB1054, CA5392 // the Simulation build alone; one call
    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
#pragma warning restore SYSLIB1054, CA5392
}
#endif
