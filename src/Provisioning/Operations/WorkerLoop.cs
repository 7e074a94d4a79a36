using Hostelry.Billing.Persistence;

namespace Hostelry.Provisioning.Operations;

/// <summary>What the loops of a worker have in common: a pass, a pause, and patience with a database that is away.</summary>
internal static class WorkerLoop
{
    /// <summary>Returns when <paramref name="ct"/> is cancelled; any failure but the database's ends the process.</summary>
    public static Task RunAsync(
        Func<CancellationToken, Task> pass,
        TimeSpan pause,
        TimeProvider clock,
        Action<Exception> databaseAway,
        CancellationToken ct) =>
        RunPacedAsync(
            async token =>
            {
                await pass(token);
                return pause;
            },
            pause,
            clock,
            databaseAway,
            ct);

    /// <summary>As <see cref="RunAsync"/>, where a pass says how long to pause after it; <paramref name="pause"/> follows one that failed.</summary>
    public static async Task RunPacedAsync(
        Func<CancellationToken, Task<TimeSpan>> pass,
        TimeSpan pause,
        TimeProvider clock,
        Action<Exception> databaseAway,
        CancellationToken ct)
    {
        try
        {
            while (true)
            {
                var next = pause;
                try
                {
                    next = await pass(ct);
                }
                catch (Exception failure) when (DatabaseTrouble.Is(failure))
                {
                    databaseAway(failure);
                }

                await Task.Delay(next, clock, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // the worker stops
        }
    }
}
