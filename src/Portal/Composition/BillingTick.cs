using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Invoicing.Corrections;
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
internal sealed class BillingTick(Duties duties, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan PrunePause = TimeSpan.FromHours(1);

    private DateTimeOffset _prunedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await duties.DoAsync<CheckSpendingLimits>(check => check.ExecuteAsync(stoppingToken), stoppingToken);
            await duties.DoAsync<SettleOpenInvoices>(settle => settle.ExecuteAsync(stoppingToken), stoppingToken);
            await duties.DoAsync<CheckVatIds>(check => check.ExecuteAsync(stoppingToken), stoppingToken);
            await duties.DoAsync<ApplyPriceChanges>(apply => apply.ExecuteAsync(stoppingToken), stoppingToken);
            await duties.DoAsync<TellPriceChanges>(tell => tell.ExecuteAsync(stoppingToken), stoppingToken);
            await duties.DoAsync<RollUpUsage>(rollUp => rollUp.ExecuteAsync(stoppingToken), stoppingToken);
            await duties.DoAsync<CheckMeterPrices>(check => check.ExecuteAsync(stoppingToken), stoppingToken);
            await duties.DoAsync<CloseLastMonth>(close => close.ExecuteAsync(stoppingToken), stoppingToken);
            await duties.DoAsync<ExpireTrialCredits>(expire => expire.ExecuteAsync(stoppingToken), stoppingToken);
            await duties.DoAsync<CorrectLateUsage>(correct => correct.ExecuteAsync(stoppingToken), stoppingToken);
            await duties.DoAsync<VerifyBooks>(verify => verify.ExecuteAsync(stoppingToken), stoppingToken);
            await duties.DoAsync<VerifyServers>(verify => verify.ExecuteAsync(stoppingToken), stoppingToken);
            await duties.DoAsync<ForgetUsage>(forget => forget.ExecuteAsync(stoppingToken), stoppingToken);
            await duties.DoAsync<ForgetAnswers>(forget => forget.ExecuteAsync(stoppingToken), stoppingToken);
            if (clock.GetUtcNow() - _prunedAt >= PrunePause)
            {
                _prunedAt = clock.GetUtcNow();
                await duties.DoAsync<PruneTokens>(prune => prune.ExecuteAsync(stoppingToken), stoppingToken);
                await duties.DoAsync<PruneVisits>(prune => prune.ExecuteAsync(stoppingToken), stoppingToken);
            }
        }
    }
}
