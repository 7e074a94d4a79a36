using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Portal.Mail;

/// <summary>Looks for mail that waits, every few seconds. Several workers may look at once.</summary>
internal sealed partial class MailLoop(
    IServiceScopeFactory scopes, MailSettings settings, TimeProvider clock, ILogger<MailLoop> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.Sweep, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker();
                await scope.ServiceProvider.GetRequiredService<DeliverMail>().ExecuteAsync(stoppingToken);
            }
            catch (Exception failure) when (DatabaseTrouble.Is(failure))
            {
                LogAway(failure);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // A mistake of ours: said aloud, and the process lives on.
                LogBroken(failure);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The database is away; mail waits")]
    private partial void LogAway(Exception failure);

    [LoggerMessage(LogLevel.Error, "Mail could not be delivered")]
    private partial void LogBroken(Exception failure);
}
