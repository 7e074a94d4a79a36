using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Invoicing.Corrections;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Limits;
using Hostelry.Billing.Metering;
using Hostelry.Billing.Payments.Trial;
using Hostelry.Billing.Subscriptions;
using Hostelry.Billing.Tax;
using Hostelry.Billing.Verification;
using Hostelry.Portal.Api.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Identity.Oidc;
using Hostelry.Provisioning.Verification;

namespace Hostelry.Portal.Composition;

/// <summary>
/// Every minute: spending limits and balances are looked at, open invoices are paid from wallets, VAT ids are checked,
/// announced prices and closed hours of usage are taken over, a month that is over is closed, late usage corrects closed ones,
/// credit that expires goes on its day, the books are proved, and what is kept for a while only is let go; every hour, what the
/// issuer gave and is over, ended sessions and old links.
/// </summary>
internal sealed partial class BillingTick(IServiceScopeFactory scopes, TimeProvider clock, ILogger<BillingTick> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan PrunePause = TimeSpan.FromHours(1);

    private DateTimeOffset _prunedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await DoAsync<CheckSpendingLimits>(check => check.ExecuteAsync(stoppingToken), stoppingToken);
            await DoAsync<SettleOpenInvoices>(settle => settle.ExecuteAsync(stoppingToken), stoppingToken);
            await DoAsync<CheckVatIds>(check => check.ExecuteAsync(stoppingToken), stoppingToken);
            await DoAsync<ApplyPriceChanges>(apply => apply.ExecuteAsync(stoppingToken), stoppingToken);
            await DoAsync<TellPriceChanges>(tell => tell.ExecuteAsync(stoppingToken), stoppingToken);
            await DoAsync<RollUpUsage>(rollUp => rollUp.ExecuteAsync(stoppingToken), stoppingToken);
            await DoAsync<CheckMeterPrices>(check => check.ExecuteAsync(stoppingToken), stoppingToken);
            await DoAsync<CloseLastMonth>(close => close.ExecuteAsync(stoppingToken), stoppingToken);
            await DoAsync<ExpireTrialCredits>(expire => expire.ExecuteAsync(stoppingToken), stoppingToken);
            await DoAsync<CorrectLateUsage>(correct => correct.ExecuteAsync(stoppingToken), stoppingToken);
            await DoAsync<VerifyBooks>(verify => verify.ExecuteAsync(stoppingToken), stoppingToken);
            await DoAsync<VerifyServers>(verify => verify.ExecuteAsync(stoppingToken), stoppingToken);
            await DoAsync<ForgetUsage>(forget => forget.ExecuteAsync(stoppingToken), stoppingToken);
            await DoAsync<ForgetAnswers>(forget => forget.ExecuteAsync(stoppingToken), stoppingToken);
            if (clock.GetUtcNow() - _prunedAt >= PrunePause)
            {
                _prunedAt = clock.GetUtcNow();
                await DoAsync<PruneTokens>(prune => prune.ExecuteAsync(stoppingToken), stoppingToken);
                await DoAsync<PruneVisits>(prune => prune.ExecuteAsync(stoppingToken), stoppingToken);
            }
        }
    }

    private async Task DoAsync<TDuty>(Func<TDuty, Task> act, CancellationToken ct)
        where TDuty : notnull
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker();
            await act(scope.ServiceProvider.GetRequiredService<TDuty>());
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            // An honest catch-all: what one duty cannot do, or a database that is away, must hold up neither the other
            // duties nor the process. The next minute sees the same facts.
            LogFailed(failure, typeof(TDuty).Name);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Duty} failed; the next minute tries again")]
    private partial void LogFailed(Exception failure, string duty);
}
