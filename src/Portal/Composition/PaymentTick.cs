using System.Threading.Channels;

using Hostelry.Billing.Dunning;
using Hostelry.Billing.Limits;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Refunds;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Billing.Payments.Wallet;

namespace Hostelry.Portal.Composition;

/// <summary>A webhook's bell: whoever works in this process looks at once. Others look every few seconds anyway.</summary>
internal sealed class EventsArrived
{
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ring() => _bell.Writer.TryWrite(true);

    /// <summary>Until somebody rings, or <paramref name="pause"/> is over.</summary>
    public async Task WaitAsync(TimeSpan pause, TimeProvider clock, CancellationToken ct)
    {
        using var over = new CancellationTokenSource(pause, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, ct);
        try
        {
            await _bell.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Nobody rang.
        }
    }
}

/// <summary>
/// What Stripe tells is followed within seconds; what was left unanswered is looked up, and its list of events compared, each
/// minute that they are due.
/// </summary>
internal sealed class PaymentTick(Duties duties, EventsArrived arrived, StripeSettings stripe, TimeProvider clock)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var minutely = clock.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            await arrived.WaitAsync(stripe.IsOn ? Pause : Minute, clock, stoppingToken);
            if (stripe.IsOn)
            {
                await duties.DoAsync<HandleStripeEvents>(handle => handle.ExecuteAsync(stoppingToken), stoppingToken);
            }

            if (clock.GetElapsedTime(minutely) >= Minute)
            {
                minutely = clock.GetTimestamp();
                await duties.DoAsync<ResolvePayments>(resolve => resolve.ExecuteAsync(stoppingToken), stoppingToken);
                await duties.DoAsync<CarryOutMoneyRequests>(carry => carry.ExecuteAsync(stoppingToken), stoppingToken);
                await duties.DoAsync<ReconcileStripeEvents>(reconcile => reconcile.ExecuteAsync(stoppingToken), stoppingToken);
                await duties.DoAsync<BookPaymentFees>(fees => fees.ExecuteAsync(stoppingToken), stoppingToken);
                await duties.DoAsync<ForgetStripeEvents>(forget => forget.ExecuteAsync(stoppingToken), stoppingToken);
                await duties.DoAsync<RunAutoTopUps>(fill => fill.ExecuteAsync(stoppingToken), stoppingToken);
                await duties.DoAsync<RunDunning>(dun => dun.ExecuteAsync(stoppingToken), stoppingToken);
                await duties.DoAsync<SendSpendingAlerts>(alert => alert.ExecuteAsync(stoppingToken), stoppingToken);
            }
        }
    }
}
