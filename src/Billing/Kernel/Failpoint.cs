using System.Diagnostics;

namespace Hostelry.Billing.Kernel;

/// <summary>
/// Named places where the kill tests end the process. Only the Simulation configuration keeps the calls: a test reads
/// the Release assemblies and finds none.
/// </summary>
public static class Failpoint
{
    /// <summary>
    /// Looks into the file that HOSTELRY_FAILPOINT_FILE names. Its line <c>kill NAME</c> ends the process here as a power
    /// cut would, with nothing flushed; <c>stop NAME</c> freezes it (SIGSTOP); <c>hold NAME</c> keeps this one caller here
    /// until the process is ended from outside. The line is taken out first: it acts once.
    /// </summary>
    [Conditional("SIMULATION")]
    public static void Hit(string name)
    {
#if SIMULATION
        FailpointSignals.Hit(name);
#endif
    }
}
