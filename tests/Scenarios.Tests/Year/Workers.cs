using Hostelry.Billing;
using Hostelry.Billing.Dunning;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Limits;
using Hostelry.Billing.Metering;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Refunds;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Billing.Payments.Wallet;
using Hostelry.Billing.Subscriptions;
using Hostelry.Billing.Verification;
using Hostelry.Provisioning.Verification;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Scenarios.Tests.Year;

/// <summary>
/// The duties of Portal's ticks, in their order, each in a process that may die under it; what died is done again by the next.
/// Not every duty every day: a worker may be slow, or away.
/// </summary>
internal sealed class Workers(Stage stage, Weather weather)
{
    private bool _stripeFails;

    /// <summary>One round: what a minute of Portal's workers does.</summary>
    public async Task TickAsync(bool calm = false)
    {
        stage.House.Stripe.ForgetFaults();
        _stripeFails = !calm && stage.Dice.Chance(stage.Plan.StripeFaults * 2);
        if (_stripeFails)
        {
            stage.MayFailStripe();
        }

        weather.MayOvertake(!calm);
        await SometimesAsync<ResolvePayments>(0.4, resolve => resolve.ExecuteAsync(Stage.Ct), calm);
        await SometimesAsync<CarryOutMoneyRequests>(0.4, carry => carry.ExecuteAsync(Stage.Ct), calm);
        await SometimesAsync<ReconcileStripeEvents>(0.5, reconcile => reconcile.ExecuteAsync(Stage.Ct), calm);
        await DoAsync<HandleStripeEvents>(async handle =>
        {
            while (await handle.ExecuteAsync(Stage.Ct) > 0)
            {
            }
        }, calm);
        await SometimesAsync<CheckSpendingLimits>(0.3, check => check.ExecuteAsync(Stage.Ct), calm);
        await SometimesAsync<SettleOpenInvoices>(0.3, settle => settle.ExecuteAsync(Stage.Ct), calm);

        // In their order; a month is closed within days, whatever dies meanwhile.
        var books = stage.Now.Day < 8 ? 0.9 : 0.2;
        await SometimesAsync<ApplyPriceChanges>(books, apply => apply.ExecuteAsync(Stage.Ct), calm);
        await SometimesAsync<RollUpUsage>(books, rollUp => rollUp.ExecuteAsync(Stage.Ct), calm);
        await SometimesAsync<CheckMeterPrices>(0.1, check => check.ExecuteAsync(Stage.Ct), calm);
        if (calm || stage.Dice.Chance(books))
        {
            await CloseAsync(calm);
        }

        await SometimesAsync<RunAutoTopUps>(0.3, fill => fill.ExecuteAsync(Stage.Ct), calm);
        await SometimesAsync<RunDunning>(0.3, dun => dun.ExecuteAsync(Stage.Ct), calm);
        await SometimesAsync<SendSpendingAlerts>(0.1, alert => alert.ExecuteAsync(Stage.Ct), calm: false);
        await SometimesAsync<VerifyBooks>(0.05, verify => verify.ExecuteAsync(Stage.Ct), calm: false);
        await SometimesAsync<VerifyServers>(0.05, verify => verify.ExecuteAsync(Stage.Ct), calm: false);
        await SometimesAsync<ForgetUsage>(0.05, forget => forget.ExecuteAsync(Stage.Ct), calm: false);
        weather.MayOvertake(false);
        await LearnEndsAsync();
        if (stage.House.TakeErrors() is { Count: > 0 } errors && !_stripeFails)
        {
            throw stage.Wrong("A duty logged an error:\n" + string.Join('\n', errors.Take(3)));
        }
    }

    /// <summary>Until nothing is on its way any more: no event, no payment without an answer, no approved request.</summary>
    public async Task SettleAsync()
    {
        stage.House.Stripe.SearchIsCurrent = true;
        for (var round = 0; round < 30; round++)
        {
            stage.House.Clock.Advance(TimeSpan.FromMinutes(11 + (20 * round)));
            await weather.DeliverAsync(all: true);
            await TickAsync(calm: true);
            var waiting = await stage.House.WorkAsync(async (BillingDb db) =>
                await db.StripeEvents.CountAsync(one => one.State == StripeEventState.Pending, Stage.Ct)
                + await db.Reachable<PaymentAttempt>().CountAsync(one => one.State == PaymentState.Unknown, Stage.Ct)
                + await db.Reachable<MoneyRequest>().CountAsync(one => one.State == MoneyRequestState.Approved, Stage.Ct));
            if (waiting == 0)
            {
                return;
            }
        }

        throw stage.Wrong("Something at Stripe is never decided.");
    }

    /// <summary>Two runs at once, now and then, and some of them killed half way.</summary>
    private async Task CloseAsync(bool calm)
    {
        if (calm || !stage.Dice.Chance(0.1))
        {
            await DoAsync<CloseLastMonth>(close => close.ExecuteAsync(Stage.Ct), calm);
            return;
        }

        stage.Count("two closes at once");
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
            stage.House.WorkAsync((CloseLastMonth close) => close.ExecuteAsync(Stage.Ct)))));
    }

    private Task SometimesAsync<TDuty>(double chance, Func<TDuty, Task> act, bool calm)
        where TDuty : notnull => calm || stage.Dice.Chance(chance) ? DoAsync(act, calm) : Task.CompletedTask;

    private async Task DoAsync<TDuty>(Func<TDuty, Task> act, bool calm)
        where TDuty : notnull
    {
        async Task Once() => await stage.House.WorkAsync<TDuty, bool>(async duty =>
        {
            await act(duty);
            return true;
        });
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        try
        {
            if (!calm && stage.Dice.Chance(stage.Plan.Deaths))
            {
                await stage.House.DieAsync(stage.Dice.Between(1, 60), Once);
            }
            else
            {
                await Once();
            }
        }
        catch (Exception failure) when (_stripeFails && failure.GetType().FullName!.StartsWith("Stripe.", StringComparison.Ordinal))
        {
            // As in Portal's tick: the next round sees the same facts.
            stage.Count("duty without Stripe");
        }

        stage.Spent[typeof(TDuty).Name] = stage.Spent.GetValueOrDefault(typeof(TDuty).Name) + System.Diagnostics.Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Dunning ends subscriptions at a moment of its own; that it may, <see cref="Inspection"/> checks.</summary>
    private async Task LearnEndsAsync()
    {
        var from = stage.Now.AddDays(-8);
        var ended = await stage.House.WorkAsync((BillingDb db) => db.Reachable<Subscription>().AsNoTracking()
            .Where(one => one.EndedAt >= from)
            .Select(one => new { one.Id, one.OrganizationId, one.EndedAt, one.ResourceKind }).ToListAsync(Stage.Ct));
        foreach (var one in ended)
        {
            var person = stage.People.Single(person => person.Id == one.OrganizationId);
            var thing = person.Diary.Things.Single(thing => thing.Id == one.Id);
            if (!thing.Gone)
            {
                person.Awaited.Remove(thing);
                thing.End(one.EndedAt!.Value);
                person.Servers.FindAll(server => server.Thing == thing).ForEach(server => server.Deleted = true);
                if (thing.Kind != "server" || thing.Uses.Count > 0)
                {
                    Dunned(person, one.EndedAt.Value);
                }
            }
        }
    }

    private void Dunned(Person person, DateTimeOffset at)
    {
        stage.Count("ended by dunning");
        if (!person.EndedByDunning.Contains(at))
        {
            person.EndedByDunning.Add(at);
        }
    }
}
