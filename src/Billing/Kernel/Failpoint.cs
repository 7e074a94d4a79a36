using System.Diagnostics;

namespace Hostelry.Billing.Kernel;

/// <summary>
/// Named places where the kill tests end the process. Only the Simulation configuration keeps the calls: a test reads
/// the Release assemblies and finds none.
/// </summary>
public static class Failpoint
{
    /// <summary>
    /// Ends the process as SIGKILL would, with nothing flushed, when HOSTELRY_FAILPOINT equals <paramref name="name"/>;
    /// stops it (SIGSTOP) when HOSTELRY_PAUSEPOINT does.
    /// </summary>
    [Conditional("SIMULATION")]
    public static void Hit(string name)
    {
#if SIMULATION
        FailpointSignals.Hit(name);
#endif
    }
}
