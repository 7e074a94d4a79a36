using Hangfire;

using Microsoft.Extensions.Logging;

namespace Hostelry.Provisioning.Operations;

/// <summary>
/// The one job that Hangfire knows of this room: "look at operation N". It may run never, twice, or twice at once: the
/// lease decides, and the sweep looks anyway.
/// </summary>
public sealed class OperationJob(OperationRunner runner)
{
    [AutomaticRetry(Attempts = 0)]
    public Task RunAsync(long operationId, CancellationToken ct) => runner.RunAsync(operationId, ct);
}

/// <summary>Wakes a worker through Hangfire; the composition gives <see cref="Wake"/> as <see cref="WakeOperation"/>.</summary>
public sealed partial class HangfireWaker(IBackgroundJobClient jobs, ILogger<HangfireWaker> log)
{
    /// <summary>Never throws for a job storage that is away: the order is accepted, and the sweep finds it.</summary>
    public void Wake(long operationId)
    {
        try
        {
            jobs.Enqueue<OperationJob>(job => job.RunAsync(operationId, CancellationToken.None));
        }
        catch (BackgroundJobClientException failure)
        {
            LogNotWoken(failure, operationId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operation {OperationId} waits for the sweep: the job storage is away")]
    private partial void LogNotWoken(Exception failure, long operationId);
}
