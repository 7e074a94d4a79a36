using System.Threading.Channels;

using Hangfire;

using Microsoft.Extensions.Hosting;
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

/// <summary>
/// Wakes workers through Hangfire; the composition gives <see cref="Wake"/> as <see cref="WakeOperation"/>. Making a job is
/// half a dozen statements of the job storage: who accepted an operation does not wait for them.
/// </summary>
public sealed partial class HangfireWaker(IBackgroundJobClient jobs, ILogger<HangfireWaker> log) : BackgroundService
{
    // What does not fit is left to the sweep, as is everything in a process that does not run this service (operator's commands).
    private readonly Channel<long> _accepted =
        Channel.CreateBounded<long>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Never waits and never throws.</summary>
    public void Wake(long operationId) => _accepted.Writer.TryWrite(operationId);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var operationId in _accepted.Reader.ReadAllAsync(stoppingToken))
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
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operation {OperationId} waits for the sweep: the job storage is away")]
    private partial void LogNotWoken(Exception failure, long operationId);
}
