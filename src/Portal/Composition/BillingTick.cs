using Hostelry.Billing.Kernel;
using Hostelry.Billing.Limits;
using Hostelry.Portal.Api.Shared;

namespace Hostelry.Portal.Composition;

/// <summary>Every minute: spending limits and balances are looked at, and answers kept for a day are let go.</summary>
internal sealed partial class BillingTick(IServiceScopeFactory scopes, TimeProvider clock, ILogger<BillingTick> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TickAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is System.Data.Common.DbException
                or Microsoft.EntityFrameworkCore.DbUpdateException or TimeoutException)
            {
                // The database is away or busy: the next minute sees the same facts.
                LogFailed(failure);
            }
        }
    }

    private async Task TickAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker();
        await scope.ServiceProvider.GetRequiredService<CheckSpendingLimits>().ExecuteAsync(ct);
        await scope.ServiceProvider.GetRequiredService<ForgetAnswers>().ExecuteAsync(ct);
    }

    [LoggerMessage(LogLevel.Warning, "The billing tick waits for the next minute")]
    private partial void LogFailed(Exception failure);
}
